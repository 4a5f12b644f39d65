/**
 * `npm run backup -- FILE`: one file with everything in DATA_DIR as of one moment, while its daemon runs or not. Exit code 2 when there is
 * nothing to back up or the file cannot be written; nothing is left then.
 */
import { createBackup } from "@orderdeck/core/adapters/sqlite/backup/create-backup";
import { contentsText, runDataCommand } from "./data-command.ts";
import { stop } from "./stop-signal.ts";

await runDataCommand("backup", async ({ file, dir }) => {
	const contents = await createBackup({ file, dir, signal: stop.signal });
	return `${dir} is backed up in ${file}, and verified: ${contentsText(contents)}.`;
});
