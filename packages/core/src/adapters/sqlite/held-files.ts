/**
 * The files that the writer of a database has open, compared with what the directory holds under their names. A file that was removed or
 * replaced can still be written through its open descriptor, but the next start would not find what was written: nothing may be committed
 * to it.
 */
import { type BigIntStats, statSync } from "node:fs";
import { basename } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../ports/errors.ts";

export interface HeldFilesOptions {
	/** The database: only its writer changes it. */
	readonly main: string;
	/** Its write-ahead log, which never becomes shorter but by a commit. */
	readonly wal: string;
	/** Files that must stay where they are, whatever they hold. */
	readonly others: readonly string[];
	/** Whether the database, of the same size and with another time of change, still is what its writer left there: not every file system keeps exact times. */
	readonly isUnchanged: () => boolean;
	/** Whether the write-ahead log is being moved into the database, which then changes at any time. */
	readonly isCheckpointing: () => boolean;
	/** After a commit whose files are in place. Must not throw. */
	readonly onCommit: () => void;
}

interface HeldFile {
	readonly path: string;
	readonly kind: "main" | "wal" | "other";
	stats: BigIntStats;
}

interface Fault {
	readonly reason: string;
	/** Whether the file may come back as it was. */
	readonly passes: boolean;
}

const heldBy = new WeakMap<DatabaseSync, HeldFiles>();

/** What the connection holds; undefined for one that holds nothing, such as a reader's. */
export function heldFilesOf(sql: DatabaseSync): HeldFiles | undefined {
	return heldBy.get(sql);
}

export class HeldFiles {
	readonly #files: readonly HeldFile[];
	readonly #options: HeldFilesOptions;
	#lost: string | undefined;

	/** From now on each `transaction` on this connection checks them. */
	constructor(sql: DatabaseSync, options: HeldFilesOptions) {
		const held = (path: string, kind: HeldFile["kind"]): HeldFile => ({ path, kind, stats: statSync(path, { bigint: true }) });
		this.#files = [held(options.main, "main"), held(options.wal, "wal"), ...options.others.map((path) => held(path, "other"))];
		this.#options = options;
		heldBy.set(sql, this);
	}

	/**
	 * Why nothing can be committed now, without paths; undefined when all files are in place. A file that is missing may be put back; one that was
	 * replaced or changed cannot be used until the process is restarted.
	 */
	fault(): string | undefined {
		return this.#find(false);
	}

	/** Before a transaction begins. Throws StoreError UNAVAILABLE when the files are not in place. */
	require(): void {
		refuse(this.#find(false));
	}

	/**
	 * After a commit. Throws StoreError UNAVAILABLE when the files were not in place any more: what was committed may be lost, and this process
	 * commits nothing more.
	 */
	committed(): void {
		refuse(this.#find(true));
		this.record();
		this.#options.onCommit();
	}

	/** From now on the files are compared with what they are now, after a change of ours. */
	record(): void {
		for (const file of this.#files) {
			if (file.kind === "other") continue;
			const stats = statSync(file.path, { bigint: true, throwIfNoEntry: false });
			// Found by the next commit.
			if (stats === undefined || !isSameFile(file.stats, stats)) continue;
			file.stats = stats;
		}
	}

	#find(afterCommit: boolean): string | undefined {
		if (this.#lost !== undefined) return this.#lost;
		const { isUnchanged } = this.#options;
		const mainMayChange = this.#options.isCheckpointing();
		for (const file of this.#files) {
			const fault = faultOf(file, { afterCommit, isUnchanged, mainMayChange });
			if (fault === undefined) continue;
			if (!fault.passes) this.#lost = fault.reason;
			return fault.reason;
		}
		return undefined;
	}
}

interface Circumstances extends Pick<HeldFilesOptions, "isUnchanged"> {
	/** The commit itself may have changed the files, and nothing may come back any more. */
	readonly afterCommit: boolean;
	readonly mainMayChange: boolean;
}

function faultOf(file: HeldFile, { afterCommit, isUnchanged, mainMayChange }: Circumstances): Fault | undefined {
	const { path, kind, stats } = file;
	const name = basename(path);
	let now: BigIntStats | undefined;
	try {
		now = statSync(path, { bigint: true, throwIfNoEntry: false });
	} catch (error) {
		const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
		return { reason: `${name} in the data directory cannot be accessed (${code}); give the daemon access again`, passes: !afterCommit };
	}
	if (now === undefined) {
		const advice = afterCommit ? "restart the daemon" : "put it back, or restart the daemon";
		return { reason: `${name} was removed from the data directory; ${advice}`, passes: !afterCommit };
	}
	const replaced = (how: string): Fault => ({ reason: `${name} in the data directory was ${how}; restart the daemon`, passes: false });
	if (!isSameFile(stats, now)) return replaced("replaced by another file");
	if (afterCommit || kind === "other") return undefined;
	if (kind === "main") {
		if (mainMayChange || !isChanged(stats, now)) return undefined;
		if (now.size !== stats.size || !isUnchanged()) return replaced("changed by another program");
		file.stats = now;
		return undefined;
	}
	return now.size < stats.size ? replaced("truncated by another program") : undefined;
}

function isSameFile(before: BigIntStats, after: BigIntStats): boolean {
	return before.dev === after.dev && before.ino === after.ino;
}

function isChanged(before: BigIntStats, after: BigIntStats): boolean {
	return before.size !== after.size || before.mtimeNs !== after.mtimeNs;
}

function refuse(reason: string | undefined): void {
	if (reason !== undefined) throw new StoreError("UNAVAILABLE", `the embedded store cannot be used: ${reason}`);
}
