/** A real Prometheus that scrapes one daemon and evaluates the rules. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { temporaryDir, until } from "../../apps/daemon/test/daemon.ts";
import { freePort } from "../../apps/daemon/test/free-ports.ts";

const responseSchema = z.object({
	status: z.string(),
	error: z.string().optional(),
	data: z
		.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })) })
		.optional(),
});
export interface Sample {
	readonly labels: Readonly<Record<string, string>>;
	readonly value: number;
}
export interface Prometheus extends AsyncDisposable {
	/** Throws with Prometheus's own message when the expression is invalid. */
	query(expression: string): Promise<readonly Sample[]>;
}

/** Undefined where Prometheus is not installed. Resolves when the daemon at `target` (host:port) has been scraped. */
export async function startPrometheus(target: string): Promise<Prometheus | undefined> {
	await using scope = new AsyncDisposableStack();
	const dir = scope.use(await temporaryDir());
	const port = await freePort();
	await writeFile(join(dir.path, "prometheus.yaml"), await configFor(target));
	const child = spawn(
		"prometheus",
		[
			`--config.file=${join(dir.path, "prometheus.yaml")}`,
			`--storage.tsdb.path=${join(dir.path, "data")}`,
			`--web.listen-address=127.0.0.1:${port}`,
			"--log.level=error",
		],
		{ stdio: ["ignore", "ignore", "inherit"] },
	);
	// Both reject where the program is not installed.
	const ended = once(child, "exit").catch(() => undefined);
	const spawned = await once(child, "spawn").then(
		() => true,
		() => false,
	);
	if (!spawned) return undefined;
	scope.defer(async () => {
		child.kill("SIGKILL");
		await ended;
	});

	async function query(expression: string): Promise<readonly Sample[]> {
		const response = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`);
		const { error, data } = responseSchema.parse(await response.json());
		if (data === undefined) throw new Error(`${expression}: ${error}`);
		return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
	}
	await until("Prometheus has scraped the daemon", async () => {
		const samples = await query("up").catch(() => []);
		return samples.some(({ value }) => value === 1);
	});
	const owned = scope.move();
	return { query, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const configSchema = z.looseObject({
	global: z.looseObject({}),
	scrape_configs: z.tuple([z.looseObject({ job_name: z.literal("orderdeck"), authorization: z.unknown() })]).rest(z.unknown()),
});

/** The committed configuration with another target, a shorter interval, and without the token, which this daemon does not require. */
async function configFor(target: string): Promise<string> {
	const config = configSchema.parse(parse(await readFile(new URL("prometheus.yaml", import.meta.url), "utf8")));
	const { authorization: _token, ...scrape } = config.scrape_configs[0];
	return stringify({
		...config,
		global: { ...config.global, scrape_interval: "1s", evaluation_interval: "1s" },
		rule_files: [fileURLToPath(new URL("alerts.yaml", import.meta.url))],
		scrape_configs: [{ ...scrape, static_configs: [{ targets: [target] }] }],
	});
}
