/**
 * A thread's entry: moves the write-ahead log of one database into it, and ends. While it copies, the writer adds to the log; so it copies
 * again what was added, until little is left.
 */
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { workerData } from "node:worker_threads";
import { STOPPED, type ThreadData } from "./checkpoint-state.ts";

/** Pages that the writer itself moves in a few milliseconds. */
const FEW = 500;
const MOST_PASSES = 5;

/** Never creates a file: one that was removed is the writer's to report. */
function moveLog(path: string): void {
	const url = pathToFileURL(path);
	url.searchParams.set("mode", "rw");
	using sql = new DatabaseSync(url, { timeout: 0 });
	const checkpoint = sql.prepare("PRAGMA wal_checkpoint(PASSIVE)");
	let moved = 0;
	for (let pass = 0; pass < MOST_PASSES; pass += 1) {
		const checkpointed = Number(checkpoint.get()?.checkpointed);
		if (checkpointed - moved <= FEW) return;
		moved = checkpointed;
	}
}

const { path, state }: ThreadData = workerData;
try {
	moveLog(path);
} finally {
	Atomics.store(state, 0, STOPPED);
	Atomics.notify(state, 0);
}
