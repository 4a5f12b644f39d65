/** Runs the command lines of the runbook, apart from what this machine has and is connected to. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ROOT } from "./runbook.ts";

const HERE = fileURLToPath(ROOT);
/** Where nothing listens. */
export const NOWHERE = "127.0.0.1:1";
/** Neither the machine's clusters, accounts and containers nor the network beyond it. */
const ISOLATED = {
	DOCKER_HOST: `tcp://${NOWHERE}`,
	KUBECONFIG: "/dev/null",
	KUBECACHEDIR: "/dev/null",
	AWS_CONFIG_FILE: "/dev/null",
	AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
	CHECKPOINT_DISABLE: "true",
	npm_config_update_notifier: "false",
};

/** A command that this machine cannot run. */
export class CommandSkipped extends Error {
	override readonly name = "CommandSkipped";
}

/** Throws unless the output contains the part. */
export function expectOutput(part: string, output: string): void {
	if (!output.includes(part)) throw new Error(`does not print ${JSON.stringify(part)}: ${output}`);
}

/** Throws CommandSkipped where the program is not installed. */
export async function needs(program: string): Promise<void> {
	if ((await run(`command -v ${program}`)).code !== 0) throw new CommandSkipped(`${program} is not installed`);
}

export interface RunOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	/** Of its standard input. */
	readonly input?: string;
}

/** The standard output of a script that must end with 0. */
export async function succeed(script: string, options: RunOptions = {}): Promise<string> {
	const { code, stdout, stderr } = await run(script, options);
	if (code !== 0) throw new Error(`exit code ${code}: ${stdout}${stderr}`);
	return stdout;
}

export function run(
	script: string,
	{ env, cwd = HERE, input = "" }: RunOptions = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
	return new Promise((resolve) => {
		const { PATH, HOME } = process.env;
		const child = execFile(
			"sh",
			["-ec", script],
			{ cwd, env: { ...ISOLATED, PATH, HOME, LOG_LEVEL: "warn", ...env } },
			(_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
		);
		// A program may end without having read it.
		child.stdin?.on("error", () => undefined).end(input);
	});
}
