/** What each command line of the runbook has to do, in the order in which they are run. What this machine lacks is skipped with the reason. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import { startDaemon } from "../../apps/daemon/test/daemon.ts";
import { TOOLS } from "../../apps/daemon/test/kafka/tools.ts";
import type { Case } from "./api-cases.ts";
import { awsCases, kubernetesCases } from "./deployment-cases.ts";
import { FORWARDED, fill, IN_CONTAINER, ROOT } from "./runbook.ts";
import { CommandSkipped, expectOutput, needs, run, succeed } from "./shell.ts";

const BUNDLE = fileURLToPath(new URL("apps/daemon/dist/", ROOT));

export interface Running {
	readonly url: string;
	readonly token: string;
	readonly dataDir: string;
	readonly pid: number;
	/** For files that commands write. */
	readonly dir: string;
	/** An order that the daemon has. */
	readonly order: string;
}

/** By what the commands begin with. */
export function commandCases(running: Running): Readonly<Record<string, Case>> {
	return { ...dataCases(running), ...machineCases(running), ...awsCases(running.dir), ...kubernetesCases(), ...composeCases(running) };
}

function dataCases({ dataDir, dir, order }: Running): Readonly<Record<string, Case>> {
	const backup = join(dir, "orders.backup");
	const bundled =
		(program: string, file = "", data = dataDir): Case =>
		async (command) => {
			if (!existsSync(join(BUNDLE, program))) throw new CommandSkipped("there is no bundle (npm run build)");
			await succeed(fill(command, { file }), { env: { DATA_DIR: data }, cwd: BUNDLE });
		};
	const node = "node --disable-warning=ExperimentalWarning";
	const fromBundle = join(dir, "bundle.backup");
	return {
		"npm run audit:verify": async (command) => void (await succeed(command, { env: { DATA_DIR: dataDir } })),
		"npm run backup": async (command) => {
			await succeed(fill(command, { file: backup }), { env: { DATA_DIR: dataDir } });
			const mode = statSync(backup).mode & 0o777;
			if (mode !== 0o600) throw new Error(`the file has the mode ${mode.toString(8)}`);
		},
		"DATA_DIR=<an empty directory> npm run restore": async (command) => {
			const restored = join(dir, "restored");
			await succeed(fill(command, { file: backup, "an empty directory": restored }));
			await using daemon = await startDaemon({ DATA_DIR: restored, PRODUCER_RATE: "0" });
			const { status } = await fetch(`${daemon.url}/api/orders/${order}`);
			if (status !== 200) throw new Error(`the daemon on the restored directory returns ${status} for an order of the backup`);
		},
		[`${node} audit-verify.js`]: bundled("audit-verify.js"),
		[`${node} backup.js`]: bundled("backup.js", fromBundle),
		[`${node} restore.js`]: bundled("restore.js", fromBundle, join(dir, "bundle")),
	};
}

function machineCases({ url, token, pid }: Running): Readonly<Record<string, Case>> {
	// With its arguments, against real brokers: apps/daemon/test/kafka/runbook.kafka.test.ts.
	const ofKafka: Case = async (command) => {
		const tool = /^kafka-(\S+)/.exec(command)?.[1];
		if (!TOOLS.some((name) => name === tool)) throw new Error("is a tool that the tests with Kafka do not run");
	};
	return {
		export: async (script) => {
			await needs("bash");
			expectOutput(
				`${url}\n${token}\n`,
				await succeed(`bash -ec '${script.replace("https://<console>", url)}\nprintenv API TOKEN'`, { input: `${token}\n` }),
			);
		},
		curl: async (script) => {
			await needs("curl");
			const env = { API: url, TOKEN: token };
			const output = await succeed(fill(script.replace(FORWARDED, url), { group: "payments-group" }), { env });
			const expected = script.includes(FORWARDED) ? /^\{"status":"ready",/ : /^\{"groups":\[.+\}\{"group":"payments-group","paused":\{/;
			if (!expected.test(output)) throw new Error(output);
		},
		"ls -l /proc/<pid>/fd": async (command) => {
			if (process.platform !== "linux") throw new CommandSkipped("this is not Linux");
			const open = new Set((await succeed(fill(command, { pid }))).split("\n").map((line) => line.split("/").at(-1)));
			const missing = ["orderdeck.db", "payment-gateway.db"].flatMap((name) => [name, `${name}-wal`]).filter((name) => !open.has(name));
			if (missing.length > 0) throw new Error(`does not list ${missing.join(", ")}`);
		},
		"kafka-consumer-groups": ofKafka,
		"kafka-transactions": ofKafka,
	};
}

/** The subcommands of Docker Compose that the runbook uses, and of each the options. */
const COMPOSE: Readonly<Record<string, NonNullable<ParseArgsConfig["options"]>>> = {
	exec: { env: { type: "string", short: "e" } },
	logs: { tail: { type: "string" } },
	ps: { all: { type: "boolean" } },
	restart: {},
	up: {
		detach: { type: "boolean", short: "d" },
		"no-build": { type: "boolean" },
		"no-recreate": { type: "boolean" },
		scale: { type: "string" },
	},
};

function composeCases({ url, token }: Running): Readonly<Record<string, Case>> {
	return {
		"docker compose": async (command) => {
			const [, file = "", subcommand = "", rest = ""] = /^docker compose -f (\S+) (\w+)(.*)$/.exec(command) ?? [];
			const { services } = composeSchema.parse(parse(readFileSync(new URL(file, ROOT), "utf8"), { merge: true }));
			const options = COMPOSE[subcommand];
			if (options === undefined) throw new Error(`Docker Compose has no ${subcommand}, or this check does not know it`);
			const words = rest.match(/'[^']*'|\S+/g) ?? [];
			const service = words.findIndex((word) => word in services);
			// What follows the service is a command in its container.
			const args = subcommand === "exec" ? words.slice(0, service + 1) : words;
			const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
			const named = [...positionals, ...(typeof values.scale === "string" ? [values.scale.replace(/=\d+$/, "")] : [])];
			for (const name of named) if (!(name in services)) throw new Error(`${file} has no service ${name}`);
			if (subcommand === "exec") {
				if (service < 0) throw new Error(`names no service of ${file}`);
				const inContainer = words
					.slice(service + 1)
					.join(" ")
					.replace("/usr/local/bin/node", process.execPath)
					.replace(IN_CONTAINER, url);
				expectOutput('{"status":"ready",', await succeed(inContainer, { env: { TOKEN: token } }));
			}
			if ((await run("docker compose version")).code !== 0) return;
			// Without an engine it fails only after it has accepted its arguments.
			const { stderr } = await run(command, { env: { TOKEN: token } });
			if (!/connect to the docker/i.test(stderr)) throw new Error(stderr);
		},
	};
}

const composeSchema = z.object({ services: z.record(z.string(), z.unknown()) });
