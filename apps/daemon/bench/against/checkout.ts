/**
 * A commit of this repository in a temporary directory, ready to be measured: its own sources, this version's measuring program over them, and
 * the installed dependencies.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CannotMeasure } from "./cannot-measure.ts";
import { changedDependencies, lockSchema } from "./dependencies.ts";
import { MOVED } from "./moved-modules.ts";
import { scratchDir } from "./scratch-dir.ts";
import { THIS_VERSION, type Version } from "./version.ts";

export interface Checkout extends Version, Disposable {
	/** The full hash. */
	readonly commit: string;
}

const ROOT = THIS_VERSION.root;
/** The measuring program, and the processes and servers that it starts. */
const PROGRAM = ["apps/daemon/bench", "apps/daemon/test"];
/** Served where it is there, and then part of what is measured: the same pages on both sides. */
const PAGES = "apps/desktop/dist";
const SCOPE = "@orderdeck";

/** Removed when disposed, and when this process exits before. Throws CannotMeasure. */
export function checkout(name: string): Checkout {
	const commit = hashOf(name);
	const directory = scratchDir();
	try {
		const root = join(directory.path, "version");
		mkdirSync(root);
		extract(commit, root);
		overlay(root);
		installDependencies(root);
		return { name: commit.slice(0, 10), root, commit, [Symbol.dispose]: directory[Symbol.dispose] };
	} catch (error) {
		directory[Symbol.dispose]();
		throw error;
	}
}

function hashOf(commit: string): string {
	try {
		return git("rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}^{commit}`).trim();
	} catch {
		throw new CannotMeasure(`there is no commit ${commit} in this repository (a shallow clone has only the newest)`);
	}
}

function extract(hash: string, root: string): void {
	const archive = `${root}.tar`;
	git("archive", "--format=tar", `--output=${archive}`, hash);
	execFileSync("tar", ["-xf", archive, "-C", root]);
	rmSync(archive);
	const lacking = ["package-lock.json", ...PROGRAM].filter((path) => !existsSync(join(root, path)));
	if (lacking.length > 0) throw new CannotMeasure(`${hash.slice(0, 10)} cannot be measured: it has no ${lacking.join(", no ")}`);
}

function overlay(root: string): void {
	for (const path of PROGRAM) {
		rmSync(join(root, path), { recursive: true });
		cpSync(join(ROOT, path), join(root, path), { recursive: true });
	}
	for (const { path, from, text } of MOVED) {
		if (existsSync(join(root, path)) || !existsSync(join(root, from))) continue;
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), text);
	}
	if (!existsSync(join(ROOT, PAGES))) return;
	rmSync(join(root, PAGES), { recursive: true, force: true });
	symlinkSync(join(ROOT, PAGES), join(root, PAGES), "junction");
}

/** Links to those of this version where they are the same, which takes no time; otherwise the commit's own are installed. */
function installDependencies(root: string): void {
	const lockOf = (at: string) => lockSchema.parse(JSON.parse(readFileSync(join(at, "package-lock.json"), "utf8")));
	const changed = changedDependencies(lockOf(root), lockOf(ROOT));
	if (changed.length === 0) {
		linkDependencies(root);
		return;
	}
	console.error(`other dependencies, installing them: ${changed.join(", ")}`);
	try {
		execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: root, stdio: ["ignore", 2, 2] });
	} catch (error) {
		throw new CannotMeasure("its dependencies differ from those installed here, and npm ci failed, see above", { cause: error });
	}
}

/** Entry by entry: as Node resolves links, a link to the folder itself would lead to this version's packages. */
function linkDependencies(root: string): void {
	const workspaces = ["apps", "packages"].flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(folder, name)));
	for (const place of ["", ...workspaces]) {
		const [source, target] = [join(ROOT, place, "node_modules"), join(root, place, "node_modules")];
		if (!existsSync(source) || !existsSync(join(root, place))) continue;
		mkdirSync(target);
		for (const name of readdirSync(source)) {
			if (name !== SCOPE && !name.startsWith(".")) symlinkSync(join(source, name), join(target, name), "junction");
		}
	}
	mkdirSync(join(root, "node_modules", SCOPE));
	for (const place of workspaces) {
		const manifest = join(root, place, "package.json");
		if (existsSync(manifest))
			symlinkSync(join(root, place), join(root, "node_modules", SCOPE, place.split(/[\\/]/).at(-1) ?? ""), "junction");
	}
}

function git(...args: readonly string[]): string {
	return execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
