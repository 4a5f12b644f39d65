/** Every group is set back to the earliest record: nothing changes, and what the preview states is what is reset and read back. */

import { offsetResetSchema, resetPreviewSchema } from "@orderdeck/contracts/lag/offsets";
import { groupPausedSchema, lagSchema } from "@orderdeck/contracts/lag/requests";
import { GROUPS } from "@orderdeck/contracts/topics";
import { readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { expect, it } from "vitest";
import { startDaemon, temporaryDir, until } from "./daemon.ts";
import { violations } from "./invariants.ts";
import { type Api, all, apiOf, postJson, problemSchema, read } from "./rest.fixture.ts";

const ENV = { PAYMENT_LATENCY_MS: "0", PAYMENT_DECLINE_RATE: "0.05", SHIP_DISPATCH_MS: "50", SHIP_DELIVER_MS: "50", RESTOCK_DELAY_MS: "0" };
const ALL = Object.values(GROUPS);
const REASON = { reason: "reset test" };

/** Everything that the groups keep of orders, money and stock. */
async function state(api: Api, dir: string) {
	const { body: analytics } = await api("/api/analytics");
	using reader = createSqliteReader({ dir });
	const ends = await reader.log.bounds(["payments", "inventory", "shipping", ...ALL.map((group) => `${group}.dlq`)]);
	const products = await reader.store.get("products", ["PROD-001", "PROD-002", "PROD-003", "PROD-004", "PROD-005", "PROD-006"]);
	return { analytics, orders: await all(api, "limit=500"), products: products.map((read) => read?.doc), ledger: readLedger(dir), ends };
}

async function groupsOf(api: Api) {
	return read(lagSchema, await api("/api/lag")).groups.filter(({ group }) => ALL.includes(group as (typeof ALL)[number]));
}

async function untilIdle(api: Api): Promise<void> {
	const since = Date.now();
	await until("no group has lag, and no order is open", async () => {
		const groups = await groupsOf(api);
		const isIdle = groups.length === ALL.length && groups.every(({ lag, sampled_at }) => lag === 0 && Date.parse(sampled_at) > since);
		return isIdle && (await all(api, "limit=500&status=CREATED,CONFIRMED,PAID,PREPARED,SHIPPED")).length === 0;
	});
}

it("totals, stock, charges and views are the same after a reset of all groups; a reset is refused while a group is active", async () => {
	await using dir = await temporaryDir();
	await using daemon = await startDaemon({ ...ENV, DATA_DIR: dir.path, PRODUCER_RATE: "300", PRODUCER_SEED: "7" });
	const api = apiOf(daemon);
	await until("there are orders", async () => (await all(api, "limit=500")).length > 300);
	await api("/api/producer", postJson({ running: false }));
	await untilIdle(api);
	const before = await state(api, dir.path);
	const post = (group: string, path: string, body: object) => api(`/api/groups/${group}/${path}`, postJson(body));

	const active = await post("payments-group", "offsets/reset", { to: "earliest", ...REASON });
	expect(read(problemSchema, active, 409)).toMatchObject({ code: "GROUP_ACTIVE" });
	for (const group of ALL) {
		read(groupPausedSchema, await post(group, "pause", REASON));
		const preview = read(resetPreviewSchema, await post(group, "offsets/preview", { to: "earliest" }));
		expect(preview).toMatchObject({ refused: null, never_read: { records: 0, orders: 0 }, at_least: false });
		expect(preview.replays.orders).toBeGreaterThan(0);
		// What fraud has judged without an alert leaves no record.
		if (group === "fraud-group") expect(preview.replays.already_done).toBeNull();
		else expect(preview.in_words.join()).toContain("applied twice");
		const reset = read(offsetResetSchema, await post(group, "offsets/reset", { to: "earliest", ...REASON, expected: preview.expected }));
		expect(reset.partitions).toEqual(preview.partitions.map(({ orders: _orders, amount: _amount, ...move }) => move));
		expect(reset.read_back).toEqual(
			preview.partitions.map(({ topic, partition, to }) => ({ topic, partition, offset: to, expected: to, matches: true })),
		);
		const stale = await post(group, "offsets/reset", { to: "latest", ...REASON, expected: preview.expected });
		expect(read(problemSchema, stale, 409)).toMatchObject({ code: "CHANGED_MEANWHILE" });
	}
	for (const group of ALL) expect((await post(group, "resume", {})).status).toBe(200);
	await untilIdle(api);
	expect(await state(api, dir.path)).toEqual(before);

	// There and back: what was committed is committed again.
	await post("payments-group", "pause", REASON);
	const committed = async () => {
		using reader = createSqliteReader({ dir: dir.path });
		return (await reader.log.groupOffsets("payments-group")).map((each) => each.committed);
	};
	const ends = await committed();
	read(offsetResetSchema, await post("payments-group", "offsets/reset", { to: { shift: -5 }, partitions: [0], ...REASON }));
	expect(await committed()).not.toEqual(ends);
	read(offsetResetSchema, await post("payments-group", "offsets/restore", REASON));
	expect(await committed()).toEqual(ends);
	await post("payments-group", "resume", {});
	expect(await daemon.end("SIGTERM")).toBe(0);
	using reader = createSqliteReader({ dir: dir.path });
	expect(await violations({ ...reader, ledger: readLedger(dir.path) })).toEqual([]);
});
