/** What leads from each format of the file to the next. Each runs in the transaction that also sets the version. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { instantOf } from "@orderdeck/contracts/instant";
import { unitsOf, waitingSince } from "@orderdeck/contracts/orders/order-values";
import { foldText } from "@orderdeck/contracts/text";
import { PARTITIONS } from "@orderdeck/contracts/topics";
import { tenThousandths } from "../../domain/money.ts";
import { HOUR_MS, type QuarterHours, quartersKey } from "../../domain/quarters.ts";
import type { AlertDocument } from "../../ports/documents.ts";
import { ALERTS, AUDIT, DEAD_LETTERS, JOBS, keyed, OPEN_ORDERS, ORDERS_CANCELLED, QUARTERS, RULE_TABLES, SHIPMENTS_DUE } from "./schema.ts";
import { type AlertColumn, alertRow } from "./store/alert-row.ts";
import { viewIn } from "./store/order-row.ts";
import { sumByCurrency } from "./sum-by-currency.ts";
import { FILE_STATE } from "./wal-mark.ts";

/** The first is that from 1 to 2. */
export const UPGRADES: readonly ((sql: DatabaseSync) => void)[] = [
	(sql) => sql.exec(keyed("services")),
	(sql) => sql.exec(FILE_STATE),
	(sql) => sql.exec(keyed("groups")),
	sumByCurrency,
	foldSearch,
	countOrders,
	(sql) => sql.exec("ALTER TABLE orders ADD COLUMN history TEXT"),
	chainAudit,
	startQuarters,
	(sql) => {
		sql.exec(JOBS);
		sql.exec(keyed("job_chunks"));
		sql.exec(DEAD_LETTERS + keyed("letter_positions"));
	},
	(sql) => sql.exec(keyed("unlocks")),
	(sql) => {
		sql.exec(keyed("rules") + keyed("backtests") + RULE_TABLES);
		queueAlerts(sql);
	},
	sortOrders,
];

/** What is searched was in lower case only; ASCII text is the same folded. */
function foldSearch(sql: DatabaseSync): void {
	sql.function("fold_text", { deterministic: true }, (text) => foldText(String(text)));
	sql.exec("UPDATE orders SET search = fold_text(search) WHERE length(search) < octet_length(search)");
}

/**
 * Orders in progress are counted by status and currency, and cancelled ones found by cause. No order is listed as created after the log
 * accepted it. What shipments come to is no longer summed.
 */
function countOrders(sql: DatabaseSync): void {
	sql.function("instant_of", { deterministic: true }, (iso) => instantOf(String(iso)));
	addTenThousandths(sql);
	sql.exec(`
		ALTER TABLE orders ADD COLUMN cause TEXT;
		ALTER TABLE orders ADD COLUMN currency TEXT;
		ALTER TABLE orders ADD COLUMN ten_thousandths INTEGER;
		UPDATE orders SET cause = json_extract(doc, '$.cancel.cause') WHERE status = 'CANCELLED' AND created IS NOT NULL;
		UPDATE orders SET open = NULL WHERE created IS NULL;
		UPDATE orders SET currency = json_extract(doc, '$.currency'), ten_thousandths = ten_thousandths_of(amount, json_extract(doc, '$.currency'))
		WHERE open = 1;
		UPDATE orders SET created = instant_of(json_extract(doc, '$.processed_at'))
		WHERE created > instant_of(json_extract(doc, '$.processed_at'));
		DROP INDEX shipments_live;
		ALTER TABLE shipments DROP COLUMN live;
		ALTER TABLE shipments DROP COLUMN currency;
		ALTER TABLE shipments DROP COLUMN ten_thousandths;
		${ORDERS_CANCELLED} ${OPEN_ORDERS} ${SHIPMENTS_DUE}
		INSERT INTO open_orders SELECT status, currency, count(*), sum(ten_thousandths) FROM orders WHERE open = 1 GROUP BY status, currency;
	`);
}

/** Earlier records are found by what they are about too; they are in no chain, and what they record took effect. */
function chainAudit(sql: DatabaseSync): void {
	sql.exec(`
		ALTER TABLE audit ADD COLUMN actor TEXT NOT NULL DEFAULT '';
		ALTER TABLE audit ADD COLUMN action TEXT NOT NULL DEFAULT '';
		ALTER TABLE audit ADD COLUMN target TEXT NOT NULL DEFAULT '';
		ALTER TABLE audit ADD COLUMN outcome TEXT NOT NULL DEFAULT 'done';
		ALTER TABLE audit ADD COLUMN writer TEXT;
		ALTER TABLE audit ADD COLUMN seq INTEGER;
		UPDATE audit SET actor = json_extract(doc, '$.actor'), action = json_extract(doc, '$.action'), target = json_extract(doc, '$.target');
		DROP INDEX audit_newest;
		${AUDIT}
	`);
}

/**
 * Quarter hours begin with the upgrade. The hour of the upgrade states so, where something was counted before: what happened before
 * in it is not among them.
 */
function startQuarters(sql: DatabaseSync): void {
	sql.exec(QUARTERS);
	if (sql.prepare("SELECT 1 FROM aggregates LIMIT 1").get() === undefined) return;
	const since = Date.now();
	const hour = Math.floor(since / HOUR_MS) * HOUR_MS;
	const insert = sql.prepare("INSERT OR IGNORE INTO quarters VALUES (?, 1, ?)");
	for (let partition = 0; partition < PARTITIONS; partition++) {
		const doc: QuarterHours = { partition, hour, since, next: {}, quarters: [] };
		insert.run(quartersKey(hour, partition), JSON.stringify(doc));
	}
}

/** An order that is on its way, delivered or cancelled can no longer be stopped. */
const STOPPABLE = `
	SELECT alerts.key, alerts.cas, alerts.doc, coalesce(orders.status NOT IN ('SHIPPED', 'DELIVERED', 'CANCELLED'), TRUE) AS stoppable
	FROM earlier_alerts alerts LEFT JOIN orders ON orders.key = CAST(json_extract(alerts.doc, '$.order_id') AS TEXT)`;

/** Alerts get the lists of a queue, whether their order can still be stopped, and sums by rule. */
function queueAlerts(sql: DatabaseSync): void {
	sql.exec(`
		DROP TRIGGER alert_added; DROP TRIGGER alert_changed; DROP TABLE alert_totals; DROP INDEX alerts_worst; DROP INDEX alerts_newest;
		ALTER TABLE alerts RENAME TO earlier_alerts;
		${ALERTS}
	`);
	let insert: StatementSync | undefined;
	for (const { key, cas, doc, stoppable } of sql.prepare(STOPPABLE).iterate()) {
		const alert: AlertDocument = { ...(JSON.parse(String(doc)) as AlertDocument), stoppable: stoppable === 1 };
		const row = Object.entries(alertRow(alert)) as [AlertColumn, SQLInputValue][];
		const names = row.map(([name]) => name);
		insert ??= sql.prepare(`INSERT INTO alerts (key, cas, doc, ${names.join(", ")}) VALUES (?, ?, ?${", ?".repeat(names.length)})`);
		insert.run(String(key), Number(cas), JSON.stringify(alert), ...row.map(([, value]) => value));
	}
	sql.exec("DROP TABLE earlier_alerts");
}

/** Orders are sorted by their units and by since when they wait, and those that have ended can be summed too. */
function sortOrders(sql: DatabaseSync): void {
	sql.function("units_of", { deterministic: true }, (doc) => unitsOf(viewIn(String(doc))));
	sql.function("waiting_since", { deterministic: true }, (doc) => waitingSince(viewIn(String(doc))) ?? null);
	addTenThousandths(sql);
	sql.exec(`
		ALTER TABLE orders ADD COLUMN units INTEGER;
		ALTER TABLE orders ADD COLUMN waiting INTEGER;
		UPDATE orders SET units = units_of(doc), waiting = CASE WHEN open = 1 THEN waiting_since(doc) END WHERE created IS NOT NULL;
		UPDATE orders SET currency = json_extract(doc, '$.currency'), ten_thousandths = ten_thousandths_of(amount, json_extract(doc, '$.currency'))
		WHERE created IS NOT NULL AND currency IS NULL;
	`);
}

function addTenThousandths(sql: DatabaseSync): void {
	sql.function("ten_thousandths_of", { deterministic: true }, (amount, currency) =>
		tenThousandths({ amount: Number(amount), currency: String(currency) }),
	);
}
