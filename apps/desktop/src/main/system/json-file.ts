/** A small file of the app's own, read through its schema and written whole. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { z } from "zod";

export interface JsonFile<T> {
	/** What it holds; `fallback` where there is no file, or one that cannot be read or does not fit, which is kept beside as `.bad`. */
	read(): Promise<T>;
	/** Writes are in order, and each is whole or not at all. */
	write(value: T): Promise<void>;
}

export interface JsonFileParts<T> {
	readonly path: string;
	readonly schema: z.ZodType<T>;
	readonly fallback: T;
	/** The file could not be read. */
	failed(error: unknown): void;
}

export function createJsonFile<T>({ path, schema, fallback, failed }: JsonFileParts<T>): JsonFile<T> {
	let last: Promise<void> = Promise.resolve();
	const replace = async (text: string) => {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(`${path}.new`, text, { mode: 0o600 });
		await rename(`${path}.new`, path);
	};
	return {
		async read() {
			try {
				const parsed = schema.safeParse(parse(await readFile(path, "utf8")));
				if (parsed.success) return parsed.data;
				throw new Error(`${path} has unexpected content: it is kept as ${path}.bad`);
			} catch (error) {
				if (isMissing(error)) return fallback;
				failed(error);
				// An app without a setting is better than one that does not start.
				await rename(path, `${path}.bad`).catch(failed);
				return fallback;
			}
		},
		write(value) {
			const text = JSON.stringify(value, null, "\t");
			// A write that failed is its caller's to know of; the next one is tried all the same.
			last = last.catch(() => undefined).then(() => replace(text));
			return last;
		},
	};
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
