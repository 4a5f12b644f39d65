/** A temporary directory that goes with the scope, and when this process exits before. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function scratchDir(): Disposable & { readonly path: string } {
	const path = mkdtempSync(join(tmpdir(), "orderdeck-bench-"));
	// A process that was just ended may still hold a file in it.
	const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
	process.once("exit", remove);
	return {
		path,
		[Symbol.dispose]() {
			process.off("exit", remove);
			remove();
		},
	};
}
