import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { PARTITIONS } from "@orderdeck/contracts/topics";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { minuteKey } from "../../domain/aggregates.ts";
import { factsOf } from "../../domain/backtest/order-facts.ts";
import { HOUR_MS } from "../../domain/quarters.ts";
import { minutesOf, totalsOf } from "../../domain/totals.ts";
import { byCurrency } from "../../ports/conformance/order-store/subject.ts";
import { put } from "../../ports/documents.ts";
import { order } from "../../ports/order-store.samples.ts";
import { createSqliteBackend } from "./backend.ts";
import { NOT_OBSERVED, openWriter } from "./database.ts";
import { earlierFile, makeFormat8, makeFormat12 } from "./earlier-file.fixture.ts";
import { SCHEMA_VERSION } from "./schema.ts";

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 0, 5, 12);

let dir: string;
beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), "orderdeck-upgrade-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function schemaOf(): unknown {
	const sql = new DatabaseSync(join(dir, "orderdeck.db"), { readOnly: true });
	const names = sql.prepare("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").all();
	const columns = sql
		.prepare("SELECT m.name AS tbl, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, 2")
		.all();
	const version = sql.prepare("PRAGMA user_version").get();
	sql.close();
	return { names, columns, version };
}

describe.each([1, 2] as const)("a file of format %d", (format) => {
	it("gets the tables, columns and triggers of a new one, and keeps what it holds", () => {
		const earlier = earlierFile(dir, format);
		earlier.exec("INSERT INTO sequences VALUES ('orders', 1, '{}')");
		earlier.close();
		const upgrades: unknown[] = [];
		openWriter(dir, { ...NOT_OBSERVED, onUpgrade: (formats) => upgrades.push(formats) }).close();
		openWriter(dir, { ...NOT_OBSERVED, onUpgrade: (formats) => upgrades.push(formats) }).close();
		expect(upgrades).toEqual([{ from: format, to: SCHEMA_VERSION }]);
		const upgraded = schemaOf();
		const kept = new DatabaseSync(join(dir, "orderdeck.db"));
		expect(kept.prepare("SELECT key FROM sequences").all()).toEqual([{ key: "orders" }]);
		kept.close();
		rmSync(dir, { recursive: true });
		openWriter(dir).close();
		expect(upgraded).toEqual(schemaOf());
		expect(upgraded).toMatchObject({ version: { user_version: SCHEMA_VERSION } });
	});
});

/** The order at this offset of a partition, created in the minute after noon that its id names. */
function placed(id: number, partition: number, fields: Partial<OrderView>): OrderView {
	const occurred_at = new Date(NOON + id * MINUTE).toISOString();
	return order(id, {
		kafka_partition: partition,
		kafka_offset: id,
		updated_at: occurred_at,
		lifecycle: [{ event_id: `${id}:ORDER_CREATED`, type: "ORDER_CREATED", occurred_at, topic: "orders", partition, offset: id }],
		...fields,
	});
}

const ORDERS = [
	placed(1, 0, { amount: 100, currency: "USD", country: "US" }),
	placed(2, 0, { amount: 30_000, currency: "JPY", country: "us" }),
	placed(3, 0, { amount: 1.235, currency: "KWD", country: "Atlantis" }),
	placed(4, 1, { amount: 1.005, currency: "usd", country: "DE" }),
	placed(5, 1, { amount: 9.5, currency: "XXX1", country: "DE" }),
];

/** As format 2 kept them: one sum in hundredths, `us` counted as other. */
function earlierCounts(orders: readonly OrderView[]): object {
	const by_country: Record<string, { orders: number; cents: number }> = {};
	for (const { country, amount } of orders) {
		const key = /^[A-Z]{2}$/.test(country) ? country : "other";
		const known = by_country[key] ?? { orders: 0, cents: 0 };
		by_country[key] = { orders: known.orders + 1, cents: known.cents + Math.round(amount * 100) };
	}
	const cents = Object.values(by_country).reduce((sum, each) => sum + each.cents, 0);
	return { orders: orders.length, cents, by_country, events: { ORDER_CREATED: orders.length }, cancelled: {} };
}

function fillEarlier(): void {
	const sql = earlierFile(dir, 2);
	const insert = (table: string, key: string, doc: object, columns: Readonly<Record<string, string | number | null>> = {}) => {
		const names = Object.keys(columns);
		sql
			.prepare(
				`INSERT INTO ${table} (key, cas, doc${names.map((name) => `, ${name}`).join("")}) VALUES (?, 1, ?${", ?".repeat(names.length)})`,
			)
			.run(key, JSON.stringify(doc), ...Object.values(columns));
	};
	for (const view of ORDERS) {
		const { status, country, amount } = view;
		insert("orders", String(view.order_id), view, {
			status,
			open: 1,
			flagged: 0,
			created: NOON,
			country,
			amount,
			customer: "1000",
			search: view.order_id === 1 ? "ju\u0308rgen@b\u00fccher.example\nstra\u00dfe" : "",
		});
	}
	const unseen = { order_id: 9, status: "PAID", updated_at: "", flagged: false, lifecycle: [] };
	insert("orders", "9", unseen, { status: "PAID", open: 1, flagged: 0 });
	for (const [partition, orders] of Map.groupBy(ORDERS, ({ kafka_partition }) => kafka_partition)) {
		insert("aggregates", `orders:${partition}`, { topic: "orders", partition, next_offset: 6, ...earlierCounts(orders) });
		for (const view of orders) {
			const minute = NOON + Number(view.order_id) * MINUTE;
			const doc = { topic: "orders", partition, minute, next_offset: 6, ...earlierCounts([view]) };
			insert("minutes", minuteKey("orders", partition, minute), doc, { minute });
		}
	}
	insert("aggregates", "payments:0", {
		topic: "payments",
		partition: 0,
		next_offset: 3,
		...earlierCounts([]),
		events: { PAYMENT_PROCESSED: 3 },
	});
	for (const { order_id, amount, country } of [...ORDERS.slice(0, 3), { order_id: 77, amount: 5, country: "BR" }]) {
		const alert = {
			alert_id: `a${order_id}`,
			order_id,
			rule: "r",
			reason: "R",
			score: 99,
			amount,
			country,
			raised_at: "2026-01-05T12:00:00Z",
			state: "OPEN",
		};
		insert("alerts", alert.alert_id, alert, { state: "OPEN", mildness: -99, smallness: -amount, raised: NOON });
		const shipment = { order_id, status: "CREATED", paid: true, reserved: true, amount, due_at: NOON, updated_at: "" };
		insert("shipments", String(order_id), shipment, { live: 1, due_at: NOON, cents: Math.round(amount * 100) });
	}
	insert("shipments", "4", { ...ORDERS[3], status: "DELIVERED", due_at: null }, { live: null, due_at: null, cents: null });
	sql.close();
}

describe("a file whose totals were one sum of all currencies", () => {
	it("has the sum of each currency after it is opened, recounted from its orders", async () => {
		fillEarlier();
		await using backend = createSqliteBackend({ dir });
		const totals = totalsOf(await backend.store.aggregates(), "USD");
		expect(totals).toEqual({
			total_sales: 101.01,
			currency: "USD",
			order_count: 5,
			by_currency: { JPY: { orders: 1, sales: 30_000 }, KWD: { orders: 1, sales: 1.235 }, USD: { orders: 2, sales: 101.01 } },
			by_country: {
				DE: { orders: 2, sales: 1.01, by_currency: { USD: 1.01 } },
				US: { orders: 2, sales: 100, by_currency: { JPY: 30_000, USD: 100 } },
				other: { orders: 1, sales: 0, by_currency: { KWD: 1.235 } },
			},
			events: { ORDER_CREATED: 5, PAYMENT_PROCESSED: 3 },
			cancelled: {},
		});
		const minutes = minutesOf(await backend.store.minutes(0), { from: 0, currency: "USD" });
		expect(minutes.map(({ minute, by_currency }) => [(minute - NOON) / MINUTE, by_currency])).toEqual([
			[1, { USD: { orders: 1, sales: 100 } }],
			[2, { JPY: { orders: 1, sales: 30_000 } }],
			[3, { KWD: { orders: 1, sales: 1.235 } }],
			[4, { USD: { orders: 1, sales: 1.01 } }],
			[5, {}],
		]);
	});

	it("has open alerts and orders in progress in their currencies; the same again when it is opened again", async () => {
		fillEarlier();
		for (const _time of ["upgraded", "opened again"]) {
			await using backend = createSqliteBackend({ dir });
			const sums = {
				USD: { count: 1, amount: 100 },
				JPY: { count: 1, amount: 30_000 },
				KWD: { count: 1, amount: 1.235 },
				undefined: { count: 1, amount: 5 },
			};
			expect(byCurrency(await backend.store.alertTotals())).toEqual(sums);
			expect(byCurrency(await backend.store.openOrders())).toEqual({
				USD: { count: 2, amount: 101.01 },
				JPY: { count: 1, amount: 30_000 },
				KWD: { count: 1, amount: 1.235 },
				XXX1: { count: 1, amount: 9.5 },
			});
			const [newest] = (await backend.store.listAlerts({ states: ["OPEN"], order: "worst" }, { limit: 1 })).items;
			expect(newest).toMatchObject({ amount: 30_000, currency: "JPY" });
		}
	});

	it("finds cancelled orders by cause, and lists none as created after the log accepted it", async () => {
		const sql = earlierFile(dir, 2);
		const insert = sql.prepare("INSERT INTO orders VALUES (?, 1, ?, ?, 0, ?, 'US', 1, '1000', '', ?)");
		const accepted = "2026-01-05T12:00:00.000Z";
		const cancelled = order(1, { status: "CANCELLED", cancel: { cause: "OUT_OF_STOCK", reason: "" }, processed_at: accepted });
		insert.run("1", "CANCELLED", null, NOON - MINUTE, JSON.stringify(cancelled));
		insert.run(
			"2",
			"CREATED",
			1,
			Date.UTC(2099, 0),
			JSON.stringify(order(2, { created_at: "2099-01-01T00:00:00Z", processed_at: accepted })),
		);
		sql.close();
		await using backend = createSqliteBackend({ dir });
		expect((await backend.store.listOrders({ cause: ["OUT_OF_STOCK"] }, { limit: 10 })).items).toMatchObject([{ order_id: 1 }]);
		const window = { from: "2026-01-05T11:59:00.000Z", to: accepted };
		expect((await backend.store.listOrders(window, { limit: 10 })).items).toMatchObject([{ order_id: 2 }, { order_id: 1 }]);
		expect(await backend.store.countCancelled(window)).toEqual({ by_cause: { OUT_OF_STOCK: 1 }, at_least: false });
	});

	it("has what a backtest looks at, also of orders that had ended", async () => {
		const sql = earlierFile(dir, 2);
		const insert = sql.prepare("INSERT INTO orders VALUES (?, 1, ?, ?, 0, ?, 'US', 1, '1000', '', ?)");
		const ended = order(1, { status: "DELIVERED", currency: "EUR", amount: 1, processed_at: "2026-01-05T12:00:00.000Z" });
		const refused = order("2", { status: "CANCELLED", cancel: { cause: "ARRIVED_CANCELLED", reason: "" }, amount: 1 });
		for (const { order_id, status, ...view } of [ended, refused])
			insert.run(String(order_id), status, null, NOON, JSON.stringify({ order_id, status, ...view }));
		sql.close();
		await using backend = createSqliteBackend({ dir });
		const { items } = await backend.store.scanFacts({ from: "2026-01-05T00:00:00Z", to: "2026-01-06T00:00:00Z" }, { limit: 10 });
		expect(items).toEqual([ended, refused].map((each) => ({ ...factsOf(each), created: NOON })));
	});

	it("finds text in any Unicode form and case", async () => {
		fillEarlier();
		await using backend = createSqliteBackend({ dir });
		for (const q of ["J\u00dcRGEN", "STRASSE", "b\u00fccher"]) {
			expect((await backend.store.listOrders({ q }, { limit: 10 })).items, q).toMatchObject([{ order_id: 1 }]);
		}
	});

	it("has its codes in one form: `us` is found as US", async () => {
		fillEarlier();
		await using backend = createSqliteBackend({ dir });
		const found = await backend.store.listOrders({ country: ["US"] }, { limit: 10 });
		expect(found.items).toMatchObject([
			{ order_id: 2, country: "US", currency: "JPY" },
			{ order_id: 1, country: "US", currency: "USD" },
		]);
	});
});

describe("a file of format 7, which kept events by themselves and the lifecycle in full", () => {
	it("is read as it is, and its events are moved into their orders while it is in use", async () => {
		const lifecycle = (id: number) => [
			{ event_id: `${id}:ORDER_CREATED`, type: "ORDER_CREATED" as const, occurred_at: "a", topic: "orders", partition: 0, offset: id },
			{
				event_id: `${id}:PAYMENT_PROCESSED`,
				type: "PAYMENT_PROCESSED" as const,
				occurred_at: "b",
				topic: "payments",
				partition: 1,
				offset: id,
			},
		];
		const views = [1, 2, 3].map((id) => order(id, { lifecycle: lifecycle(id) }));
		const events = views.flatMap(({ order_id, lifecycle }) =>
			lifecycle.map((entry) => ({ ...entry, order_id: String(order_id), data: { order_id } })),
		);
		{
			await using backend = createSqliteBackend({ dir });
			await backend.store.write([
				...views.map((doc) => put("orders", String(doc.order_id), undefined, doc)),
				...events.map((doc) => put("order_events", doc.event_id, undefined, doc)),
			]);
		}
		const earlier = new DatabaseSync(join(dir, "orderdeck.db"));
		const rewrite = earlier.prepare("UPDATE orders SET doc = ? WHERE key = ?");
		for (const view of views) rewrite.run(JSON.stringify(view), String(view.order_id));
		makeFormat8(earlier);
		earlier.exec("ALTER TABLE orders DROP COLUMN history; PRAGMA user_version = 7");
		earlier.close();

		for (let moved = -1; moved !== 0; ) {
			await using backend = createSqliteBackend({ dir });
			expect((await backend.store.listOrders({}, { limit: 10 })).items.toReversed()).toEqual(views);
			for (const { order_id, data } of events) {
				expect((await backend.store.orderEvents(order_id)).map((event) => event.data)).toEqual([data, data]);
			}
			moved = (await backend.store.moveHistory(1)).examined;
		}
		const sql = new DatabaseSync(join(dir, "orderdeck.db"), { readOnly: true });
		expect(sql.prepare("SELECT count(*) AS count FROM order_events").get()).toEqual({ count: 0 });
		expect(sql.prepare("SELECT min(length(doc)) < ? AS short FROM orders").get(JSON.stringify(views[0]).length)).toEqual({ short: 1 });
		sql.close();
	});
});

describe("the audit log of an earlier file", () => {
	it("is listed by what it is about, and cannot be changed", async () => {
		const earlier = earlierFile(dir, 2);
		const record = {
			audit_id: "a",
			at: "2026-01-05T12:00:00.000Z",
			actor: "olga",
			role: "operator",
			action: "order.cancel",
			target: "order:1",
		};
		earlier.prepare("INSERT INTO audit VALUES (?, 1, ?, ?)").run("a", NOON, JSON.stringify({ ...record, before: 1, after: 2 }));
		earlier.close();
		{
			await using backend = createSqliteBackend({ dir });
			const { items } = await backend.store.listAudit({ actor: "olga", target: "order:1", outcome: "done" }, { limit: 2 });
			expect(items).toMatchObject([{ ...record, result: "done", schema: 1, writer: null, before: 1, after: 2 }]);
			expect(await backend.store.chainedAudit(10)).toEqual([]);
		}
		const sql = new DatabaseSync(join(dir, "orderdeck.db"));
		expect(() => sql.exec("UPDATE audit SET doc = '{}'")).toThrow("append-only");
		expect(() => sql.exec("DELETE FROM audit")).toThrow("append-only");
		sql.close();
	});
});

describe("a file of format 9, which kept no quarter hours", () => {
	it.each([
		{ counted: true, name: "begins them with the upgrade, and states so in the hour of it" },
		{ counted: false, name: "states nothing where nothing was counted before" },
	])("$name", async ({ counted }) => {
		{
			await using backend = createSqliteBackend({ dir });
			const doc = { topic: "orders", partition: 0, next_offset: 1, orders: 1, by_country: {}, events: {}, cancelled: {} };
			if (counted) await backend.store.write([put("aggregates", "orders:0", undefined, doc)]);
		}
		const earlier = new DatabaseSync(join(dir, "orderdeck.db"));
		makeFormat12(earlier);
		earlier.exec("DROP TABLE quarters; PRAGMA user_version = 9");
		earlier.close();
		const before = Date.now();
		await using backend = createSqliteBackend({ dir });
		const hours = await backend.store.quarters(before - HOUR_MS, Date.now() + HOUR_MS);
		expect(hours).toHaveLength(counted ? PARTITIONS : 0);
		for (const { hour, since, quarters } of hours) {
			expect(quarters).toEqual([]);
			expect(since).toBeGreaterThanOrEqual(before);
			expect(hour).toBe(Math.floor((since ?? 0) / HOUR_MS) * HOUR_MS);
		}
	});
});

describe("a file of format 12, whose alerts had no queue", () => {
	it("has them in their lists and sums, those whose order can be stopped first, and as they were", async () => {
		const raised_at = "2026-01-05T12:30:00.000Z";
		const old = { rule: "r", reason: "R", amount: 10.5, country: "BR", raised_at, state: "OPEN" as const };
		const alerts = [
			{ ...old, alert_id: "shipped", order_id: 1, score: 99, currency: "USD" },
			{ ...old, alert_id: "waiting", order_id: "2", score: 60, currency: "USD" },
			{ ...old, alert_id: "unseen", order_id: 3, score: 50, rule: "other" },
		];
		{
			await using backend = createSqliteBackend({ dir });
			await backend.store.write([
				put("orders", "1", undefined, order(1, { status: "SHIPPED" })),
				put("orders", "2", undefined, order("2", { status: "PAID" })),
			]);
		}
		const earlier = new DatabaseSync(join(dir, "orderdeck.db"));
		makeFormat12(earlier);
		const insert = earlier.prepare("INSERT INTO alerts VALUES (?, 7, 'OPEN', ?, -10.5, ?, ?, 105000, ?)");
		for (const alert of alerts) insert.run(alert.alert_id, -alert.score, NOON, "currency" in alert ? "USD" : "", JSON.stringify(alert));
		earlier.close();
		for (const _time of ["upgraded", "opened again"]) {
			await using backend = createSqliteBackend({ dir });
			const { items } = await backend.store.listAlerts({ states: ["OPEN"], order: "worst" }, { limit: 10 });
			expect(items).toEqual([
				{ ...alerts[1], stoppable: true },
				{ ...alerts[2], stoppable: true },
				{ ...alerts[0], stoppable: false },
			]);
			expect(await backend.store.get("alerts", ["waiting"])).toMatchObject([{ cas: 7 }]);
			expect(await backend.store.openByRule()).toEqual({ r: 2, other: 1 });
			expect(await backend.store.ruleHours(NOON)).toHaveLength(2);
			expect((await backend.store.alertsOf("2")).map(({ doc }) => doc.alert_id)).toEqual(["waiting"]);
		}
	});
});
