/**
 * `npm run replay:orders -- [days] [topic] [rate]`: starts a replay in the running daemon and follows it to its end.
 * Exit code 0 when it is done, 1 when it failed or no daemon runs, 2 when arguments or variables are invalid. A daemon that requires
 * a token gets the one in ORDERDECK_TOKEN.
 */
import { CLIENT_HEADER } from "@orderdeck/contracts/client-header";
import { type ReplayJob, replayJobSchema } from "@orderdeck/contracts/replay/entities";
import { replaySchema } from "@orderdeck/contracts/replay/requests";
import { z } from "zod";
import { ConfigError, readConfig } from "./config.ts";

const USAGE = "usage: npm run replay:orders -- [days, default 7] [topic, default orders-replay] [orders per second, default no limit]";
const POLL_MS = 500;
const problemSchema = z.object({ code: z.string(), message: z.string() });

async function main(args: readonly string[]): Promise<number> {
	const [days, topic, rate, ...rest] = args;
	const input = replaySchema.safeParse({
		...(days === undefined ? {} : { days: Number(days) }),
		...(topic === undefined ? {} : { topic }),
		...(rate === undefined ? {} : { rate: Number(rate) }),
	});
	if (!input.success || rest.length > 0) {
		const wrong = input.success
			? "too many arguments"
			: input.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; ");
		console.error(`${wrong}\n${USAGE}`);
		return 2;
	}
	const { host, port } = readConfig(process.env);
	const base = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
	let job = await request(`${base}/api/orders/replay`, {
		method: "POST",
		body: JSON.stringify(input.data),
		headers: { "content-type": "application/json" },
	});
	while (job.state === "RUNNING") {
		console.log(`${job.replayed} of ${job.total} orders replayed into ${job.topic}`);
		await new Promise((resolve) => setTimeout(resolve, POLL_MS));
		job = await request(`${base}/api/replays/${job.job_id}`, {});
	}
	console.log(
		`${job.state}: ${job.replayed} orders of the last ${job.days} days replayed into ${job.topic}${job.error === null ? "" : ` (${job.error})`}`,
	);
	return job.state === "DONE" ? 0 : 1;
}

/** Throws an error with the daemon's own message, or with one that no daemon responds. */
async function request(url: string, init: RequestInit): Promise<ReplayJob> {
	const token = process.env.ORDERDECK_TOKEN;
	const headers = { ...init.headers, [CLIENT_HEADER]: "command", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
	const response = await fetch(url, { ...init, headers }).catch((cause: unknown) => {
		throw new Error(`no daemon responds at ${new URL(url).origin}; start one with npm start, or set HOST and PORT`, { cause });
	});
	const body: unknown = await response.json().catch(() => undefined);
	const job = replayJobSchema.safeParse(body);
	if (response.ok && job.success) return job.data;
	const problem = problemSchema.safeParse(body);
	if (!problem.success) throw new Error(`${new URL(url).origin} is not an Orderdeck daemon: HTTP ${response.status}`);
	const { code, message } = problem.data;
	throw new Error(code === "UNAUTHENTICATED" ? `${message} Set ORDERDECK_TOKEN to a token of role operator or admin.` : message);
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	console.error(error instanceof Error ? error.message : String(error));
	process.exitCode = error instanceof ConfigError ? 2 : 1;
}
