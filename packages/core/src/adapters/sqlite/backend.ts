/** The embedded backend: event log, order store and unit of work over one file. */
import { join } from "node:path";
import type { Clock } from "../../ports/clock.ts";
import type { EventLog } from "../../ports/event-log.ts";
import type { OrderStore } from "../../ports/order-store.ts";
import type { LogWork, UnitOfWork } from "../../ports/unit-of-work.ts";
import { systemClock } from "../system-clock.ts";
import { opening } from "./data-dir-error.ts";
import { DATABASE_FILE, type DatabaseObserver, openReader, openWriter } from "./database.ts";
import { createSqliteEventLog, openLogWriter } from "./log/event-log.ts";
import { createSqliteLogReader } from "./log/log-reader.ts";
import { createDocuments } from "./store/documents.ts";
import { createSqliteOrderStore } from "./store/order-store.ts";
import { createSqliteLogWork, createSqliteUnitOfWork } from "./unit-of-work.ts";
import type { WrittenFile } from "./written-file.ts";

export interface SqliteBackend extends AsyncDisposable {
	readonly log: EventLog;
	readonly store: OrderStore;
	readonly work: UnitOfWork;
	readonly logWork: LogWork;
	/** Why nothing can be written now: files of the directory were removed, replaced or cannot be accessed. Undefined when all are in place. */
	fault(): string | undefined;
	/** Whether a payment is recorded that only a charge can have led to. */
	hasSettledPayments(): boolean;
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
	observer,
}: {
	readonly dir: string;
	readonly clock?: Pick<Clock, "now">;
	readonly observer?: DatabaseObserver;
}): SqliteBackend {
	const file = openWriter(dir, observer);
	try {
		return opening(join(dir, DATABASE_FILE), () => backendOn(file, clock));
	} catch (error) {
		file.close();
		throw error;
	}
}

function backendOn(file: WrittenFile, clock: Pick<Clock, "now">): SqliteBackend {
	const { sql } = file;
	const documents = createDocuments(sql);
	const writer = openLogWriter(sql, clock);
	const work = createSqliteUnitOfWork(writer, documents);
	const close = once(() => file.close());
	return {
		log: createSqliteEventLog(writer),
		store: createSqliteOrderStore(sql, documents),
		work,
		logWork: createSqliteLogWork(writer, work),
		fault: file.fault,
		hasSettledPayments: () => sql.prepare(SETTLED).get() !== undefined,
		close,
		[Symbol.asyncDispose]: async () => close(),
	};
}

const SETTLED = "SELECT 1 FROM payments WHERE json_extract(doc, '$.status') IN ('PAID', 'REFUNDED') LIMIT 1";

/** Opens the directory's database for reading, beside its writer. The log cannot be written or consumed. Throws DataDirError. */
export function createSqliteReader({ dir }: { readonly dir: string }): SqliteReader {
	const database = openReader(dir);
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
