/** All roles in one process, orders to their terminal state, against the bare writing of the same rows. */

import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { createSimulatedGateway, openLedger } from "@orderdeck/core/adapters/simulated-gateway/simulated-gateway";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { CATALOG } from "@orderdeck/core/domain/catalog";
import { DEFAULT_RULES } from "@orderdeck/core/domain/fraud-rules";
import { orderCreated } from "@orderdeck/core/domain/order-created";
import { newProduct } from "@orderdeck/core/domain/stock";
import { totalsOf } from "@orderdeck/core/domain/totals";
import type { Collections } from "@orderdeck/core/ports/documents";
import { createOrderGenerator } from "@orderdeck/core/producer/order-generator";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { runRoles } from "../src/pipeline/run-roles.ts";
import { temporaryDir } from "../test/daemon.ts";
import { median, perSecond, type Row } from "./table.ts";

const ORDERS = 40_000;
const BATCH = 500;
const ROUNDS = 5;

/** Pipeline and floor take turns, as the speed of a machine changes by the minute. */
export async function pipelineRow(): Promise<Row> {
	const rounds: { readonly rate: number; readonly floor: number }[] = [];
	for (let round = 0; round < ROUNDS; round += 1) {
		await using dir = await temporaryDir();
		await fill(dir.path);
		const rate = await drain(dir.path);
		await using other = await temporaryDir();
		const floor = bareRate(dir.path, other.path);
		console.error(`${perSecond(rate)}, floor ${perSecond(floor)}`);
		rounds.push({ rate, floor });
	}
	const rate = median(rounds.map((each) => each.rate));
	const floor = median(rounds.map((each) => each.floor));
	const share = median(rounds.map((each) => each.rate / each.floor));
	return {
		what: `embedded pipeline, all roles, one thread: ${ORDERS.toLocaleString("en-US")} orders to the terminal state, median of ${ROUNDS} rounds`,
		measured: perSecond(rate),
		floor: `${perSecond(floor)} (the same rows, bare SQLite); ${(share * 100).toFixed(0)} %`,
		bar: "≥ 8,000 orders/s and ≥ 40 % of the floor",
		met: rate >= 8_000 && share >= 0.4,
	};
}

/** The orders wait in the log, and there is stock for all of them. */
async function fill(dir: string): Promise<void> {
	await using backend = createSqliteBackend({ dir });
	await backend.log.ensureTopics([{ topic: "orders", partitions: 6 }]);
	const stocked = CATALOG.map((item) => newProduct({ ...item, stock: 10_000_000 }));
	await backend.work.apply({
		writes: stocked.map((doc) => ({ op: "insert", collection: "products", key: doc.product_id, doc })),
		records: [],
	});
	const generate = createOrderGenerator({ seed: 1 });
	for (let first = 1; first <= ORDERS; first += BATCH) {
		const createdAt = new Date().toISOString();
		const records = Array.from({ length: BATCH }, (_, index) => encodeEvent(orderCreated(generate(first + index, createdAt))));
		await backend.log.append(records);
	}
}

async function drain(dir: string): Promise<number> {
	await using backend = createSqliteBackend({ dir });
	await using ledger = openLedger(dir);
	const gateway = createSimulatedGateway({ clock: systemClock, ledger, latencyMs: 0, declineRate: 0.02 });
	const from = performance.now();
	await using _roles = await runRoles(
		{
			roles: ["fraud", "payments", "inventory", "shipping", "analytics"],
			settings: { dispatchMs: 0, deliverMs: 0, restockDelayMs: 0, rules: DEFAULT_RULES, baseCurrency: "USD" },
			producer: { topic: "orders", rate: 0, seed: 1 },
			retentionMs: 86_400_000,
			version: "bench",
			instance: "bench",
		},
		{ ...backend, gateway, clock: systemClock, report: () => undefined },
	);
	for (;;) {
		await systemClock.sleep(100);
		if (endedOf(await backend.store.aggregates()) >= ORDERS) break;
		if (performance.now() - from > 120_000) throw new Error("the pipeline did not drain within two minutes");
	}
	const seconds = (performance.now() - from) / 1000;
	return ORDERS / seconds;
}

function endedOf(aggregates: readonly Collections["aggregates"][]): number {
	const { events, cancelled } = totalsOf(aggregates, "USD");
	return (events.SHIPMENT_DELIVERED ?? 0) + Object.values(cancelled).reduce((sum, count) => sum + count, 0);
}

/** Orders a second when the very same rows, of every table with its indexes, are inserted in transactions of 500 orders' worth. */
function bareRate(source: string, target: string): number {
	const from = new DatabaseSync(join(source, "orderdeck.db"), { readOnly: true });
	const to = new DatabaseSync(join(target, "floor.db"));
	to.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
	const schema = from
		.prepare(
			"SELECT type, name, sql FROM sqlite_schema WHERE type <> 'trigger' AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END",
		)
		.all();
	for (const { sql } of schema) to.exec(String(sql));
	const tables = schema
		.filter(({ type }) => type === "table")
		.map(({ name }) => {
			const rows = from.prepare(`SELECT * FROM "${String(name)}"`).all();
			// Columns that SQLite computes itself cannot be written.
			const columns = to
				.prepare(`SELECT name FROM pragma_table_info('${String(name)}')`)
				.all()
				.map((column) => String(column.name));
			const sql = `INSERT INTO "${String(name)}" (${columns.map((column) => `"${column}"`).join(",")}) VALUES (${columns.map(() => "?").join(",")})`;
			return { insert: to.prepare(sql), rows: rows.map((row) => columns.map((column) => row[column] as SQLInputValue)) };
		});
	const parts = ORDERS / BATCH;
	const started = performance.now();
	for (let part = 0; part < parts; part += 1) {
		to.exec("BEGIN IMMEDIATE");
		for (const { insert, rows } of tables) {
			const end = Math.floor(((part + 1) * rows.length) / parts);
			for (let row = Math.floor((part * rows.length) / parts); row < end; row += 1) insert.run(...(rows[row] ?? []));
		}
		to.exec("COMMIT");
	}
	const seconds = (performance.now() - started) / 1000;
	from.close();
	to.close();
	return ORDERS / seconds;
}
