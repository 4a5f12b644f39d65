/** Another client on the same topics: kafka-python, in an environment of its own outside the repository. */
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { cacheDir, type Missing } from "./jars.ts";

const placeSchema = z.strictObject({ partition: z.int(), offset: z.int() });
const recordSchema = placeSchema.extend({ key: z.string().nullable(), value: z.unknown() });
export type PythonPlace = z.infer<typeof placeSchema>;
export type PythonRecord = z.infer<typeof recordSchema>;

export type PythonCompression = "none" | "gzip" | "snappy" | "lz4" | "zstd";

/** What a Python service does, against the plaintext listeners (`bootstrap`, comma separated). Throws what Python complains of. */
export interface Python {
	/** Writes each as plain JSON without headers, keyed by its `order_id`, in one batch where it can; returns their positions. */
	produce(
		bootstrap: string,
		topic: string,
		values: readonly { order_id: number | string }[],
		compression?: PythonCompression,
	): Promise<readonly PythonPlace[]>;
	/** The whole topic, read with `json.loads`; each partition in order. */
	consume(bootstrap: string, topic: string): Promise<readonly PythonRecord[]>;
	/** The partition of so many that its default partitioner picks for each key (none with a line break). */
	partitions(keys: readonly string[], count: number): Promise<readonly number[]>;
}

const run = promisify(execFile);
const REQUIREMENTS = beside("requirements.txt");

/** Installed on first use; the reason when this machine cannot run it. */
export async function findPython(): Promise<Python | Missing> {
	const requirements = createHash("sha256")
		.update(await readFile(REQUIREMENTS))
		.digest("hex")
		.slice(0, 16);
	const dir = join(cacheDir(), `python-${requirements}`);
	if (!existsSync(dir)) {
		const failure = await makeEnvironment(dir);
		if (failure !== undefined) return failure;
	}
	const python = join(dir, "bin", "python3");
	const lines = async (program: string, args: readonly string[], input: readonly string[]) =>
		(await runPython(python, [beside(program), ...args], input.map((line) => `${line}\n`).join("")))
			.split("\n")
			.filter((line) => line !== "");
	return {
		produce: async (bootstrap, topic, values, compression = "none") =>
			(
				await lines(
					"produce.py",
					[bootstrap, topic, compression],
					values.map((value) => JSON.stringify(value)),
				)
			).map((line) => placeSchema.parse(JSON.parse(line))),
		consume: async (bootstrap, topic) =>
			(await lines("consume.py", [bootstrap, topic], [])).map((line) => recordSchema.parse(JSON.parse(line))),
		partitions: async (keys, count) => (await lines("partition.py", [String(count)], keys)).map(Number),
	};
}

async function makeEnvironment(dir: string): Promise<Missing | undefined> {
	const unfinished = `${dir}.${process.pid}`;
	try {
		await mkdir(cacheDir(), { recursive: true });
		await run("python3", ["-m", "venv", unfinished], { timeout: 120_000 });
		await run(join(unfinished, "bin", "python3"), ["-m", "pip", "install", "-q", "-r", REQUIREMENTS], { timeout: 300_000 });
		await rename(unfinished, dir);
		return undefined;
	} catch (cause) {
		const output = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : "";
		return { missing: `kafka-python cannot be installed: ${output.split("\n").at(-1) || String(cause).split("\n")[0]}` };
	} finally {
		await rm(unfinished, { recursive: true, force: true });
	}
}

async function runPython(python: string, args: readonly string[], input: string): Promise<string> {
	const child = spawn(python, args, { stdio: ["pipe", "pipe", "pipe"] });
	child.stdin.end(input);
	const [stdout, stderr, code] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve)),
	]);
	if (code !== 0) throw new Error(`Python exited with ${code}:\n${stderr}`);
	return stdout;
}

function beside(file: string): string {
	return fileURLToPath(new URL(file, import.meta.url));
}
