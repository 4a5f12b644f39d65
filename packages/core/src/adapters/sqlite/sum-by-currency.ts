/**
 * Until format 2 all money was added up as one unit, in hundredths. The documents of the orders have the currency, so totals, minutes and open
 * sums are counted again from them. It reads every order once: some seconds for a million of them.
 */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { countryCode, currencyCode } from "@orderdeck/contracts/codes";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { TOPICS } from "@orderdeck/contracts/topics";
import {
	type Aggregate,
	aggregateKey,
	MINUTE_MS,
	MINUTES_KEPT,
	type MinuteBucket,
	minuteKey,
	minuteStart,
} from "../../domain/aggregates.ts";
import type { EarlierForm } from "../../domain/earlier-aggregates.ts";
import { isoOf } from "../../domain/instant.ts";
import { tenThousandths } from "../../domain/money.ts";
import { Sales } from "../../domain/sales.ts";

/** As formats 3 to 12 kept them. */
const ALERT_TOTALS = `
CREATE TABLE alert_totals (
	state TEXT NOT NULL, currency TEXT NOT NULL, count INTEGER NOT NULL, ten_thousandths INTEGER NOT NULL, PRIMARY KEY (state, currency)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER alert_added AFTER INSERT ON alerts BEGIN
	INSERT INTO alert_totals VALUES (new.state, new.currency, 1, new.ten_thousandths)
	ON CONFLICT DO UPDATE SET count = count + 1, ten_thousandths = ten_thousandths + new.ten_thousandths;
END;
CREATE TRIGGER alert_changed AFTER UPDATE OF state, currency, ten_thousandths ON alerts BEGIN
	UPDATE alert_totals SET count = count - 1, ten_thousandths = ten_thousandths - old.ten_thousandths
	WHERE state = old.state AND currency = old.currency;
	INSERT INTO alert_totals VALUES (new.state, new.currency, 1, new.ten_thousandths)
	ON CONFLICT DO UPDATE SET count = count + 1, ten_thousandths = ten_thousandths + new.ten_thousandths;
END;
`;

export function sumByCurrency(sql: DatabaseSync): void {
	recount(sql);
	sql.exec(`
		DROP TRIGGER alert_added; DROP TRIGGER alert_changed; DROP TABLE alert_totals;
		ALTER TABLE alerts ADD COLUMN currency TEXT NOT NULL DEFAULT '';
		ALTER TABLE alerts ADD COLUMN ten_thousandths INTEGER NOT NULL DEFAULT 0;
		ALTER TABLE shipments RENAME COLUMN cents TO ten_thousandths;
		ALTER TABLE shipments ADD COLUMN currency TEXT;
	`);
	stateMoney(sql, "alerts", "TRUE");
	stateMoney(sql, "shipments", "ten_thousandths IS NOT NULL");
	sql.exec(`
		${ALERT_TOTALS}
		INSERT INTO alert_totals SELECT state, currency, count(*), sum(ten_thousandths) FROM alerts GROUP BY state, currency;
	`);
}

interface OrderRow {
	readonly key: string;
	readonly partition: number;
	readonly currency: string;
	readonly country: string;
	readonly amount: number;
	/** The order's document, where something happened to it in the minutes that are kept. */
	readonly recent: string | null;
}

/** SQLite reads the few fields; to parse every document here would take twice as long. */
const ORDERS = `
	SELECT key, json_extract(doc, '$.kafka_partition') AS partition, json_extract(doc, '$.currency') AS currency,
		json_extract(doc, '$.country') AS country, json_extract(doc, '$.amount') AS amount,
		CASE WHEN json_extract(doc, '$.updated_at') >= ? THEN doc END AS recent
	FROM orders WHERE created IS NOT NULL`;
const RENAME = `
	UPDATE orders SET cas = cas + 1, country = ?1, doc = json_set(doc, '$.country', ?1, '$.currency', ?2) WHERE key = ?3`;

/** Counts the money of all orders again, and brings their codes into the one form by which lists find them. */
function recount(sql: DatabaseSync): void {
	const totals = new Map<string, Sales>();
	const minutes = new Map<string, Sales>();
	const renamed: OrderRow[] = [];
	for (const row of sql.prepare(ORDERS).iterate(keptSince(sql))) {
		const order = row as unknown as OrderRow;
		salesIn(totals, aggregateKey(TOPICS.orders, order.partition)).addOrder(order);
		if (order.recent !== null) salesIn(minutes, minuteKeyOf(order.partition, order.recent)).addOrder(order);
		if (countryCode(order.country) !== order.country || currencyCode(order.currency) !== order.currency) renamed.push(order);
	}
	replace<Aggregate>(sql, "aggregates", (key) => totals.get(key));
	replace<MinuteBucket>(sql, "minutes", (key, { minute }) => minutes.get(`${key}@${minute}`));
	const rename = sql.prepare(RENAME);
	for (const { key, country, currency } of renamed) rename.run(countryCode(country), currencyCode(currency), key);
}

/** The first of the minutes that may still be shown, ISO 8601; after every time where there is none. */
function keptSince(sql: DatabaseSync): string {
	const newest = sql.prepare("SELECT max(minute) AS minute FROM minutes").get()?.minute;
	return typeof newest === "number" ? isoOf(newest - (MINUTES_KEPT - 1) * MINUTE_MS) : "~";
}

/** The ring has one place for many minutes: the minute is part of the key here. */
function minuteKeyOf(partition: number, doc: string): string {
	const { lifecycle, created_at }: OrderView = parsed(doc);
	const minute = minuteStart(lifecycle.find(({ type }) => type === "ORDER_CREATED")?.occurred_at ?? created_at);
	return `${minuteKey(TOPICS.orders, partition, minute)}@${minute}`;
}

function salesIn(known: Map<string, Sales>, key: string): Sales {
	const sales = known.get(key) ?? new Sales();
	known.set(key, sales);
	return sales;
}

function replace<T extends Aggregate>(
	sql: DatabaseSync,
	table: "aggregates" | "minutes",
	salesOf: (key: string, doc: EarlierForm<T>) => Sales | undefined,
): void {
	const update = sql.prepare(`UPDATE ${table} SET cas = cas + 1, doc = ? WHERE key = ?`);
	for (const row of sql.prepare(`SELECT key, doc FROM ${table}`).all()) {
		const earlier = parsed<EarlierForm<T>>(row.doc);
		const { cents: _cents, ...doc } = earlier;
		const by_country = salesOf(String(row.key), earlier)?.stored() ?? {};
		update.run(JSON.stringify({ ...doc, by_country }), String(row.key));
	}
}

/** Alerts and shipments get the currency of their order; where the order is not known, they state none. */
function stateMoney(sql: DatabaseSync, table: "alerts" | "shipments", condition: string): void {
	const currencyOf = sql.prepare("SELECT json_extract(doc, '$.currency') AS currency FROM orders WHERE key = ?");
	const update = sql.prepare(`UPDATE ${table} SET cas = cas + 1, currency = ?, ten_thousandths = ?, doc = ? WHERE key = ?`);
	for (const row of sql.prepare(`SELECT key, doc FROM ${table} WHERE ${condition}`).all()) {
		const doc: { order_id: string | number; amount?: number } = parsed(row.doc);
		const currency = currencyOf.get(String(doc.order_id))?.currency;
		const stated = typeof currency === "string" ? { currency } : {};
		const text = JSON.stringify({ ...doc, ...stated });
		const { amount = 0 } = doc;
		update.run(stated.currency ?? "", tenThousandths({ amount, currency: stated.currency ?? "" }), text, String(row.key));
	}
}

/** The documents of the file are those that this program has written. */
function parsed<T>(doc: SQLInputValue | undefined): T {
	return JSON.parse(String(doc)) as T;
}
