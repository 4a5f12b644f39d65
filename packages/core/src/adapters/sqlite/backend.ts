/** The embedded backend: event log, order store and unit of work over one file. */
import type { Clock } from "../../ports/clock.ts";
import type { EventLog } from "../../ports/event-log.ts";
import type { OrderStore } from "../../ports/order-store.ts";
import type { LogWork, UnitOfWork } from "../../ports/unit-of-work.ts";
import { systemClock } from "../system-clock.ts";
import { openDatabase } from "./database.ts";
import { createSqliteEventLog, openLogWriter } from "./log/event-log.ts";
import { createSqliteLogReader } from "./log/log-reader.ts";
import { createDocuments } from "./store/documents.ts";
import { createSqliteOrderStore } from "./store/order-store.ts";
import { createSqliteLogWork, createSqliteUnitOfWork } from "./unit-of-work.ts";

export interface SqliteBackend extends AsyncDisposable {
	readonly log: EventLog;
	readonly store: OrderStore;
	readonly work: UnitOfWork;
	readonly logWork: LogWork;
	/** Ends it; a second call does nothing. */
	close(): void;
}

export interface SqliteReader extends Disposable {
	readonly log: EventLog;
	readonly store: OrderStore;
	close(): void;
}

/** Opens the directory's database for writing and holds it until closed. Throws DataDirError. */
export function createSqliteBackend({
	dir,
	clock = systemClock,
}: {
	readonly dir: string;
	readonly clock?: Pick<Clock, "now">;
}): SqliteBackend {
	const database = openDatabase({ dir, mode: "writer" });
	const documents = createDocuments(database.sql);
	const writer = openLogWriter(database.sql, clock);
	const work = createSqliteUnitOfWork(writer, documents);
	const close = once(() => database.close());
	return {
		log: createSqliteEventLog(writer),
		store: createSqliteOrderStore(database.sql, documents),
		work,
		logWork: createSqliteLogWork(writer, work),
		close,
		[Symbol.asyncDispose]: async () => close(),
	};
}

/** Opens the directory's database for reading, beside its writer. The log cannot be written or consumed. Throws DataDirError. */
export function createSqliteReader({ dir }: { readonly dir: string }): SqliteReader {
	const database = openDatabase({ dir, mode: "reader" });
	const close = once(() => database.close());
	return { log: createSqliteLogReader(database.sql), store: createSqliteOrderStore(database.sql), close, [Symbol.dispose]: close };
}

function once(act: () => void): () => void {
	let done = false;
	return () => {
		if (done) return;
		done = true;
		act();
	};
}
