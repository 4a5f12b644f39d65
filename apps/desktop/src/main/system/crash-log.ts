/** What went wrong in the app itself, one line each, in a file that an operator can send. */
import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** At this size, in bytes, the log becomes `.1` and a new one begins. */
const FULL = 1_000_000;

export interface CrashLog {
	readonly path: string;
	/** Written before it returns: what comes next may be the end of the process. */
	write(kind: string, error: unknown): void;
}

export function createCrashLog(path: string, now: () => Date): CrashLog {
	mkdirSync(dirname(path), { recursive: true });
	return {
		path,
		write(kind, error) {
			const text = error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
			const line = JSON.stringify({ at: now().toISOString(), kind, error: text });
			if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > FULL) renameSync(path, `${path}.1`);
			appendFileSync(path, `${line}\n`, { mode: 0o600 });
		},
	};
}
