/** For tests: a backend on a directory that is removed when it is disposed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSqliteBackend, type SqliteBackend } from "./backend.ts";

export interface TemporaryBackend extends SqliteBackend {
	readonly dir: string;
	readonly prefix: string;
	/** Closes the backend and opens the directory again. */
	reopen(): Promise<SqliteBackend>;
}

export async function temporaryBackend(): Promise<TemporaryBackend> {
	const dir = mkdtempSync(join(tmpdir(), "orderdeck-sqlite-"));
	let open = createSqliteBackend({ dir });
	const close = (): void => open.close();
	return {
		...open,
		dir,
		prefix: "test",
		close,
		async reopen() {
			open.close();
			open = createSqliteBackend({ dir });
			return open;
		},
		async [Symbol.asyncDispose]() {
			open.close();
			rmSync(dir, { recursive: true, force: true });
		},
	};
}
