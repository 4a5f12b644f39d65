/**
 * `npm run restore -- FILE`: makes DATA_DIR, which must be empty or missing, from a backup. Exit code 2 when the file is no backup or the
 * directory cannot be used; it is left empty then.
 */
import { restoreBackup } from "@orderdeck/core/adapters/sqlite/backup/restore-backup";
import { contentsText, runDataCommand } from "./data-command.ts";

await runDataCommand("restore", async ({ file, dir, hasKafka }) => {
	const contents = restoreBackup({ file, dir, hasNewerLog: hasKafka });
	const limit = hasKafka ? " Orders in Kafka that are newer than the backup are not in it; see docs/runbook.md." : "";
	return `${file} is restored to ${dir}: ${contentsText(contents)}. Start a daemon with DATA_DIR=${dir}.${limit}`;
});
