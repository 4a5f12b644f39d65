/** The events of an earlier version are moved by a process that is killed again and again. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TOPIC_OF } from "@orderdeck/contracts/topics";
import { expect, it } from "vitest";
import type { OrderEventDocument } from "../../../domain/order-history.ts";
import { put } from "../../../ports/documents.ts";
import { order } from "../../../ports/order-store.samples.ts";
import { createSqliteBackend, createSqliteReader } from "../backend.ts";

const ORDERS = 60;
const TYPES = ["ORDER_CREATED", "PAYMENT_PROCESSED", "SHIPMENT_CREATED"] as const;

function eventsOf(id: number): OrderEventDocument[] {
	return TYPES.map((type, offset) => ({
		event_id: `${id}:${type}`,
		order_id: String(id),
		type,
		occurred_at: `2026-01-01T00:00:0${offset}.000Z`,
		topic: TOPIC_OF[type],
		partition: 0,
		offset,
		data: { order_id: id, note: "x".repeat(500) },
	}));
}

async function fill(dir: string): Promise<void> {
	await using backend = createSqliteBackend({ dir });
	for (let id = 1; id <= ORDERS; id += 1) {
		const events = eventsOf(id);
		const lifecycle = events.map(({ data: _data, order_id: _order, ...entry }) => entry);
		await backend.store.write([
			put("orders", String(id), undefined, order(id, { lifecycle })),
			...events.map((event) => put("order_events", event.event_id, undefined, event)),
		]);
	}
}

/** Moves one order after the other, and prints a line for each; ends when none is left. */
const MOVER = `
	const { createSqliteBackend } = await import(${JSON.stringify(new URL("../backend.ts", import.meta.url).href)});
	const { store } = createSqliteBackend({ dir: process.argv[1] });
	while ((await store.moveHistory(1)).examined > 0) process.stdout.write("moved\\n");`;

/** Kills the mover once it has moved so many; resolves when it has ended. */
async function moveAndKill(dir: string, orders: number): Promise<void> {
	const arguments_ = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", MOVER, dir];
	const mover = spawn(process.execPath, arguments_, { stdio: ["ignore", "pipe", "inherit"] });
	let lines = 0;
	mover.stdout.on("data", (data: Buffer) => {
		lines += data.toString().split("\n").length - 1;
		if (lines >= orders) mover.kill("SIGKILL");
	});
	await once(mover, "close");
	expect(lines).toBeGreaterThanOrEqual(Math.min(orders, 1));
}

it("has every event once and whole after each end, however it ended", async () => {
	const dir = mkdtempSync(join(tmpdir(), "orderdeck-move-"));
	try {
		await fill(dir);
		for (const orders of [1, 7, 13, 2, Number.POSITIVE_INFINITY]) {
			await moveAndKill(dir, orders);
			using reader = createSqliteReader({ dir });
			for (let id = 1; id <= ORDERS; id += 1) expect(await reader.store.orderEvents(String(id))).toEqual(eventsOf(id));
		}
		await using backend = createSqliteBackend({ dir });
		expect(await backend.store.moveHistory(1)).toEqual({ examined: 0, moved: 0 });
		expect(await backend.store.get("order_events", ["1:ORDER_CREATED"])).toEqual([undefined]);
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
});
