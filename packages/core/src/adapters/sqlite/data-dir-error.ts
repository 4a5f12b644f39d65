import { OperatorRefusal } from "../../ports/errors.ts";
import { SQLITE, sqliteCodeOf } from "./sqlite-code.ts";

export type DataDirCode =
	| "DATA_DIR_UNWRITABLE"
	| "DATABASE_CORRUPT"
	| "DATABASE_FOREIGN"
	| "DATABASE_NEWER"
	| "DATABASE_IN_USE"
	| "DATABASE_MISSING"
	| "DATABASE_WITHOUT_WAL"
	| "DATABASE_IS_BACKUP"
	| "BACKUP_REFUSED";

/** The data directory or a backup cannot be used. The message is one sentence that names the path and states what to do. */
export class DataDirError extends OperatorRefusal {
	override readonly name = "DataDirError";
	readonly code: DataDirCode;
	constructor(code: DataDirCode, message: string, options?: { cause?: unknown }) {
		super(message.replaceAll(/\s*\n\s*/g, " "), options);
		this.code = code;
	}
}

/** Runs `act`; what it throws becomes a DataDirError: the sentence, with the cause in brackets. */
export function attempt<T>(code: DataDirCode, sentence: string, act: () => T): T {
	try {
		return act();
	} catch (cause) {
		if (cause instanceof DataDirError) throw cause;
		throw new DataDirError(code, `${sentence} (${cause instanceof Error ? cause.message : String(cause)}).`, { cause });
	}
}

/** No damage: the disk is full or read-only, or the file system refuses. */
const UNWRITABLE: ReadonlySet<number> = new Set([SQLITE.readOnly, SQLITE.io, SQLITE.full, SQLITE.cannotOpen]);

/** Runs `open` on the database at `path`; what it throws becomes a DataDirError by what it means. */
export function opening<T>(path: string, open: () => T): T {
	try {
		return open();
	} catch (cause) {
		const code = sqliteCodeOf(cause instanceof Error && cause.cause !== undefined ? cause.cause : cause);
		const rethrow = (): never => {
			throw cause;
		};
		if (code !== undefined && UNWRITABLE.has(code)) {
			return attempt("DATA_DIR_UNWRITABLE", `${path} cannot be written; free some space, or set DATA_DIR to a writable directory`, rethrow);
		}
		if (code === SQLITE.busy) return attempt("DATABASE_IN_USE", `${path} is locked by another program; stop that one`, rethrow);
		return attempt("DATABASE_CORRUPT", `${path} cannot be opened; restore it from a backup or move it away`, rethrow);
	}
}
