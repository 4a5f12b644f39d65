/** One round in a process of its own, of this version or of a checkout. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { killOnExit } from "../../test/kill-on-exit.ts";
import type { Figure } from "../bench.ts";
import { CannotMeasure } from "./cannot-measure.ts";
import { scratchDir } from "./scratch-dir.ts";
import type { Version } from "./version.ts";

const figuresSchema = z.array(
	z.object({ name: z.string(), value: z.number(), unit: z.string(), better: z.enum(["higher", "lower"]).optional() }),
);

/** Runs with this process's own flags of Node; its temporary files are removed. Throws CannotMeasure. */
export async function runRound({ name, root }: Version, bench: string, setting?: string): Promise<readonly Figure[]> {
	using scratch = scratchDir();
	const daemon = join(root, "apps", "daemon");
	const args = [...process.execArgv, join(daemon, "bench", "against", "round.ts"), bench, ...(setting === undefined ? [] : [setting])];
	const env = { ...process.env, TMPDIR: scratch.path, TEMP: scratch.path };
	const child = killOnExit(spawn(process.execPath, args, { cwd: daemon, env, stdio: ["ignore", "pipe", "inherit"] }), "SIGTERM");
	const [output, [code, signal]] = await Promise.all([text(child.stdout), once(child, "exit")]);
	if (code !== 0) throw new CannotMeasure(`${bench} cannot be measured with ${name}: the round ended with ${code ?? signal}, see above`);
	return figuresSchema.parse(JSON.parse(output));
}

/** Of a round's figures the one of this name. Throws when there is none. */
export function figureOf(figures: readonly Figure[], name: string): number {
	const figure = figures.find((one) => one.name === name);
	if (figure === undefined) throw new Error(`the round has no figure ${name}`);
	return figure.value;
}
