/** What leads from each format of the file to the next. Each runs in the transaction that also sets the version. */
import type { DatabaseSync } from "node:sqlite";
import { keyed } from "./schema.ts";
import { sumByCurrency } from "./sum-by-currency.ts";
import { FILE_STATE } from "./wal-mark.ts";

/** The first is that from 1 to 2. */
export const UPGRADES: readonly ((sql: DatabaseSync) => void)[] = [
	(sql) => sql.exec(keyed("services")),
	(sql) => sql.exec(FILE_STATE),
	(sql) => sql.exec(keyed("groups")),
	sumByCurrency,
];
