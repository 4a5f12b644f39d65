/** A backup of a data directory into one file, while its daemon runs or not. */
import { closeSync, fsyncSync, lstatSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { backup } from "node:sqlite";
import { DataDirError } from "../data-dir-error.ts";
import { ensurePrivateFile } from "../directory.ts";
import { type Contents, completeBackup, contentsOf, countOf, verifyBackup } from "./backup-file.ts";
import { openSnapshot, type Snapshot } from "./snapshot.ts";

export interface BackupOptions {
	readonly dir: string;
	/** Must not exist. */
	readonly file: string;
	/** Aborted: the backup ends, and leaves nothing. */
	readonly signal?: AbortSignal;
}

/** Copied at a time: between two parts the signal is checked. */
const PAGES = 5_000;

/**
 * Resolves when the file is complete, durable, and has been opened and checked; it is private to its owner. It holds store and ledger as of one
 * moment. Throws DataDirError, and leaves nothing then.
 */
export async function createBackup({ dir, file, signal }: BackupOptions): Promise<Contents> {
	requireAbsent(file);
	const partial = `${file}.partial`;
	using snapshot = openSnapshot(dir);
	refusing(file, () => claim(partial));
	try {
		await copy(snapshot, partial, signal);
		completeBackup(partial, snapshot.ledger);
		const contents = verifyBackup(partial);
		requireEqual(contents, snapshot);
		flush(partial);
		signal?.throwIfAborted();
		requireAbsent(file);
		renameSync(partial, file);
		flush(dirname(file));
		return contents;
	} catch (error) {
		for (const end of ["", "-journal", "-wal", "-shm"]) rmSync(`${partial}${end}`, { force: true });
		signal?.throwIfAborted();
		return refusing(file, () => {
			throw error;
		});
	}
}

function requireAbsent(file: string): void {
	const entry = refusing(file, () => lstatSync(file, { throwIfNoEntry: false }));
	if (entry !== undefined) throw new DataDirError("BACKUP_REFUSED", `${file} exists; a backup needs the name of a new file.`);
}

/** Fails when another backup writes the same file. */
function claim(partial: string): void {
	if (lstatSync(partial, { throwIfNoEntry: false }) !== undefined) {
		const message = `${partial} exists: another backup is writing it, or one was killed; remove it in that case.`;
		throw new DataDirError("BACKUP_REFUSED", message);
	}
	ensurePrivateFile(partial);
}

async function copy({ store }: Snapshot, to: string, signal: AbortSignal | undefined): Promise<void> {
	// Within the snapshot's transaction: it never starts again, however much is written meanwhile. VACUUM INTO cannot run in a transaction.
	await backup(store, to, { rate: PAGES, progress: () => signal?.throwIfAborted() });
}

function requireEqual(contents: Contents, { store, ledger }: Snapshot): void {
	const source = { ...contentsOf(store), charges: ledger === undefined ? 0 : countOf(ledger, "captures") };
	const differs = (["orders", "records", "charges"] as const).some((part) => contents[part] !== source[part]);
	if (differs) throw new Error(`the copy holds ${JSON.stringify(contents)} where the source holds ${JSON.stringify(source)}`);
}

function flush(path: string): void {
	const open = openSync(path, "r");
	try {
		fsyncSync(open);
	} finally {
		closeSync(open);
	}
}

function refusing<T>(file: string, act: () => T): T {
	try {
		return act();
	} catch (cause) {
		if (cause instanceof DataDirError) throw cause;
		const why = cause instanceof Error ? cause.message : String(cause);
		throw new DataDirError("BACKUP_REFUSED", `${file} cannot be written (${why}); choose a writable place with enough space.`, { cause });
	}
}
