/** Copies the packages that cannot be bundled, as they are at run time: no sources, no build tools, no typings. */
import { cp, readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { z } from "zod";

/** Left out of the bundle: they load a compiled file from beside themselves. */
export const NATIVE = ["couchbase", "lz4-napi"] as const;

/** Packages needed only to compile a native package, which is installed compiled; and those for a C library that our image does not have. */
const NOT_NEEDED = /^(?:cmake-js|node-addon-api|@couchbase\/couchbase-linuxmusl-.+)$/;
/** A native package's C++ sources, and the scripts that compile them. */
const SOURCES = /^(?:deps|src|tools|CMakeLists\.txt|BUILDING\.md|CONTRIBUTING\.md|scripts[/\\](?!prebuilds\.js$).+)$/;
const NOT_AT_RUN_TIME = /\.(?:d\.ts|map|spec\.js|md|ya?ml)$/;

const namesSchema = z.record(z.string(), z.string()).default({});
const manifestSchema = z.object({ dependencies: namesSchema, optionalDependencies: namesSchema });

/** Copies each native package, what it depends on, and the compiled files of this platform into `target`/node_modules. */
export async function copyNativePackages(from: string, target: string): Promise<void> {
	const wanted: { name: string; from: string; optional: boolean }[] = NATIVE.map((name) => ({ name, from, optional: false }));
	const copied = new Set<string>();
	for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) {
		if (copied.has(next.name) || NOT_NEEDED.test(next.name)) continue;
		const folder = folderOf(next.name, next.from);
		if (folder === undefined) {
			if (next.optional) continue;
			throw new Error(`${next.name} is not installed: npm ci`);
		}
		copied.add(next.name);
		const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
		await copyPackage(folder, join(target, "node_modules", next.name));
		const add = (names: readonly string[], optional: boolean) => wanted.push(...names.map((name) => ({ name, from: folder, optional })));
		add(Object.keys(manifest.dependencies), false);
		add(Object.keys(manifest.optionalDependencies), true);
	}
}

async function copyPackage(folder: string, target: string): Promise<void> {
	for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
		const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
		const nested = path.split(sep).includes("node_modules");
		if (!entry.isFile() || nested || SOURCES.test(path.split(sep)[0] ?? "") || SOURCES.test(path) || NOT_AT_RUN_TIME.test(path)) continue;
		await cp(join(folder, path), join(target, path));
	}
}

/** Where the package is installed, as seen from another one. */
function folderOf(name: string, from: string): string | undefined {
	for (const place of createRequire(join(from, "package.json")).resolve.paths(name) ?? []) {
		const folder = join(place, name);
		try {
			return dirname(createRequire(join(folder, "package.json")).resolve("./package.json"));
		} catch {}
	}
	return undefined;
}
