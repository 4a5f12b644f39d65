/** The data directory on disk. Its files hold names, addresses and payments, so they are readable by their owner only. */
import { accessSync, chmodSync, closeSync, constants, lstatSync, mkdirSync, openSync, readdirSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";

const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;
/** The files of ours, with what SQLite puts beside them. */
const OURS = /^(?:orderdeck\.(?:db|lock)|payment-gateway\.db)/;

/**
 * Creates what is missing of the directory, private. One that holds nothing but files of ours is made private; one that is shared with other
 * files keeps its mode. Throws the file system's error, also for a directory that cannot be written.
 */
export function prepareDirectory(dir: string): void {
	const missing: string[] = [];
	for (let level = dir; statSync(level, { throwIfNoEntry: false }) === undefined; level = dirname(level)) missing.unshift(level);
	// One level at a time: in some file systems, such as /proc, a recursive creation never returns.
	for (const level of missing) createLevel(level);
	const stats = statSync(dir);
	if (!stats.isDirectory()) throw new Error(`${dir} is not a directory`);
	accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
	if (readdirSync(dir).every((name) => OURS.test(name))) restrict(dir, stats, PRIVATE_DIRECTORY);
}

/** Creates the file where it is missing. Its mode is private afterwards. Throws for anything but a regular file. */
export function ensurePrivateFile(path: string): void {
	if (restrictFile(path)) return;
	// Never opened once it exists: closing a descriptor of a file ends the locks that this process holds on it.
	closeSync(openSync(path, "wx", PRIVATE_FILE));
}

/** Makes an existing file private. False where there is none. Throws for anything but a regular file, which could block whoever opens it. */
export function restrictFile(path: string): boolean {
	const entry = lstatSync(path, { throwIfNoEntry: false });
	if (entry === undefined) return false;
	const stats = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : entry;
	if (stats === undefined) throw new Error(`${path} is a link to nothing`);
	if (!stats.isFile()) throw new Error(`${path} is not a regular file`);
	restrict(path, stats, PRIVATE_FILE);
	return true;
}

function createLevel(level: string): void {
	try {
		mkdirSync(level, { mode: PRIVATE_DIRECTORY });
	} catch (error) {
		// Another process may have created it meanwhile.
		if (statSync(level, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
	}
}

/** Only its owner may change a mode, and some file systems have none: what cannot be changed stays. */
function restrict(path: string, { mode, uid }: Stats, to: number): void {
	if ((mode & OTHERS) === 0 || uid !== process.getuid?.()) return;
	try {
		chmodSync(path, to);
	} catch {}
}
