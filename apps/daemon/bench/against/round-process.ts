/** One round in a process of its own, of this version or of a checkout. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { killOnExit } from "../../test/kill-on-exit.ts";
import type { Figure } from "../bench.ts";
import { CannotMeasure } from "./checkout.ts";

const figuresSchema = z.array(z.object({ name: z.string(), value: z.number(), unit: z.string(), better: z.enum(["higher", "lower"]) }));

export interface RoundOptions {
	/** How messages name the version. */
	readonly version: string;
	/** The repository's directory, or a checkout's. */
	readonly root: string;
	/** Where it may keep files. */
	readonly temporary: string;
	readonly bench: string;
	readonly setting: string | undefined;
}

/** Runs with this process's own flags of Node. Throws CannotMeasure. */
export async function runRound({ version, root, temporary, bench, setting }: RoundOptions): Promise<readonly Figure[]> {
	const daemon = join(root, "apps", "daemon");
	const args = [...process.execArgv, join(daemon, "bench", "against", "round.ts"), bench, ...(setting === undefined ? [] : [setting])];
	const env = { ...process.env, TMPDIR: temporary, TEMP: temporary };
	const child = killOnExit(spawn(process.execPath, args, { cwd: daemon, env, stdio: ["ignore", "pipe", "inherit"] }), "SIGTERM");
	const [output, [code, signal]] = await Promise.all([text(child.stdout), once(child, "exit")]);
	if (code !== 0) throw new CannotMeasure(`${bench} cannot be measured with ${version}: the round ended with ${code ?? signal}, see above`);
	return figuresSchema.parse(JSON.parse(output));
}
