/** A small file of the app's own, read through its schema and written whole. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { z } from "zod";

export interface JsonFile<T> {
	/** What it holds; `fallback` where there is no file, or one that does not fit, which is kept beside as `.bad`. */
	read(): Promise<T>;
	/** Writes are in order, and each is whole or not at all. */
	write(value: T): Promise<void>;
}

export function createJsonFile<T>(path: string, schema: z.ZodType<T>, fallback: T): JsonFile<T> {
	let last: Promise<void> = Promise.resolve();
	const replace = async (text: string) => {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(`${path}.new`, text, { mode: 0o600 });
		await rename(`${path}.new`, path);
	};
	return {
		async read() {
			const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
				if (error.code === "ENOENT") return undefined;
				throw error;
			});
			if (text === undefined) return fallback;
			const parsed = schema.safeParse(parse(text));
			if (parsed.success) return parsed.data;
			await rename(path, `${path}.bad`);
			return fallback;
		},
		write(value) {
			const text = JSON.stringify(value, null, "\t");
			// A write that failed is its caller's to know of; the next one is tried all the same.
			last = last.catch(() => undefined).then(() => replace(text));
			return last;
		},
	};
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
