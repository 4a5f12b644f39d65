/** What leads from each format of the file to the next. Each runs in the transaction that also sets the version. */
import type { DatabaseSync } from "node:sqlite";
import { foldText } from "@orderdeck/contracts/text";
import { keyed } from "./schema.ts";
import { sumByCurrency } from "./sum-by-currency.ts";
import { FILE_STATE } from "./wal-mark.ts";

/** The first is that from 1 to 2. */
export const UPGRADES: readonly ((sql: DatabaseSync) => void)[] = [
	(sql) => sql.exec(keyed("services")),
	(sql) => sql.exec(FILE_STATE),
	(sql) => sql.exec(keyed("groups")),
	sumByCurrency,
	foldSearch,
];

/** What is searched was in lower case only; ASCII text is the same folded. */
function foldSearch(sql: DatabaseSync): void {
	sql.function("fold_text", { deterministic: true }, (text) => foldText(String(text)));
	sql.exec("UPDATE orders SET search = fold_text(search) WHERE length(search) < octet_length(search)");
}
