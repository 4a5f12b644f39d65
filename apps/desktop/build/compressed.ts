/** Text compressed once, when it is built, so that the daemon sends it so without compressing it for each page. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Below this, in bytes, a response has as many packets either way. */
const SMALLEST = 1_400;

/** Writes `name.br` and `name.gz` beside each script, style sheet and picture in SVG: some browsers accept only gzip without HTTPS. */
export function compressed(): Plugin {
	return {
		name: "compressed",
		apply: "build",
		async writeBundle({ dir }) {
			if (dir === undefined) return;
			const names = (await readdir(dir, { recursive: true })).filter((name) => /\.(js|css|svg)$/.test(name));
			await Promise.all(
				names.map(async (name) => {
					const text = await readFile(join(dir, name));
					if (text.byteLength < SMALLEST) return;
					await writeFile(join(dir, `${name}.br`), brotliCompressSync(text));
					await writeFile(join(dir, `${name}.gz`), gzipSync(text, { level: constants.Z_BEST_COMPRESSION }));
				}),
			);
		},
	};
}
