import { OperatorRefusal } from "../../ports/errors.ts";

export type DataDirCode =
	| "DATA_DIR_UNWRITABLE"
	| "DATABASE_CORRUPT"
	| "DATABASE_FOREIGN"
	| "DATABASE_NEWER"
	| "DATABASE_IN_USE"
	| "DATABASE_MISSING";

/** The data directory cannot be used. The message is one sentence that names the path and states what to do. */
export class DataDirError extends OperatorRefusal {
	override readonly name = "DataDirError";
	readonly code: DataDirCode;
	constructor(code: DataDirCode, message: string, options?: { cause?: unknown }) {
		super(message, options);
		this.code = code;
	}
}
