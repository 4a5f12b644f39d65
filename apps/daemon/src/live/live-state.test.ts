import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LiveState, type Tick } from "./live-state.ts";

const LIMITS = { ordersPerFrame: 5, ordersKept: 12, alertsKept: 4, keptMs: 30_000 };
const START = { at: 0, currency: "USD" };

function order(id: string, version: number): OrderView {
	return {
		order_id: id,
		customer_id: 1,
		amount: version,
		currency: "USD",
		country: "US",
		status: "CREATED",
		created_at: "2024-01-15T10:30:00Z",
		source: "test",
		processed_at: "2024-01-15T10:30:00.000Z",
		kafka_partition: 0,
		kafka_offset: 0,
		updated_at: "2024-01-15T10:30:00.000Z",
		flagged: false,
		lifecycle: [],
	};
}
function alert(id: string): FraudAlert {
	const raised_at = "2024-01-15T10:30:00.000Z";
	return {
		alert_id: id,
		order_id: id,
		rule: "r",
		reason: "R",
		score: 50,
		amount: 1,
		currency: "USD",
		country: "DE",
		raised_at,
		state: "OPEN",
		rule_version: 1,
		facts: [],
		stoppable: true,
		claim: null,
		resolution: null,
		notes: 0,
		version: 0,
		changed_at: null,
	};
}
function tick(at: number, ids: readonly string[], version = 1, omitted = 0): Tick {
	return { at, orders: ids.map((id) => order(id, version)), alerts: [], omitted };
}

describe("LiveState", () => {
	it("sends a reader what changed after its frame, the newest state of each order once", () => {
		const state = new LiveState("e", START, LIMITS);
		state.publish(tick(1, ["a", "b"], 1));
		const { id } = state.frameAfter(0);
		state.publish(tick(2, ["b"], 2));
		state.publish(tick(3, ["c", "b"], 3));
		const { frame } = state.frameAfter(state.cursorOf(id));
		expect(frame.orders.map(({ order_id, amount }) => [order_id, amount])).toEqual([
			["c", 3],
			["b", 3],
		]);
		expect(frame).toMatchObject({ reset: false, omitted: 0 });
	});

	it("reports how many orders it omitted from a frame, and those that ticks had omitted before", () => {
		const state = new LiveState("e", START, LIMITS);
		state.publish(tick(1, ["a", "b", "c", "d", "e", "f", "g"], 1, 30));
		const { frame } = state.frameAfter(0);
		expect(frame.orders.map(({ order_id }) => order_id)).toEqual(["c", "d", "e", "f", "g"]);
		expect(frame.omitted).toBe(2 + 30);
		expect(state.frameAfter(state.head).frame.omitted).toBe(0);
	});

	it.each([
		["no id", undefined],
		["an id of a daemon before", "other:1"],
		["an id from the future", "e:99"],
		["no id of ours at all", "42"],
		["nonsense", "e:x"],
	])("resets the reader for %s", (_what, id) => {
		const state = new LiveState("e", START, LIMITS);
		state.publish(tick(1, ["a"]));
		expect(state.frameAfter(id === undefined ? undefined : state.cursorOf(id)).frame.reset).toBe(true);
	});

	it("resets a reader whose changes are no longer kept", () => {
		const state = new LiveState("e", START, LIMITS);
		state.publish(tick(1, ["a"]));
		const cursor = state.head;
		state.publish(tick(2, ["b"]));
		expect(state.frameAfter(cursor).frame.reset).toBe(false);
		state.publish(tick(2 + LIMITS.keptMs + 1, ["c"]));
		expect(state.frameAfter(cursor).frame.reset).toBe(true);
		expect(state.frameAfter(state.head - 1).frame.reset).toBe(false);
	});

	it("resets every reader after a time without readers", () => {
		const state = new LiveState("e", START, LIMITS);
		state.publish(tick(1, ["a"]));
		const cursor = state.head;
		state.discard();
		expect(state.frameAfter(cursor).frame).toMatchObject({ reset: true, orders: [] });
	});

	it("makes no frame of a tick without changes", () => {
		const state = new LiveState("e", START, LIMITS);
		state.publish(tick(1, []));
		expect(state.head).toBe(0);
	});

	it("does not repeat lag, services and alerts to readers that have them", () => {
		const state = new LiveState("e", START, LIMITS);
		state.publish({ at: 1, orders: [], alerts: [alert("1")], omitted: 0, lag: [], services: [] });
		expect(state.frameAfter(0).frame).toMatchObject({ lag: [], services: [], alerts: [{ alert_id: "1" }] });
		state.publish(tick(2, ["a"]));
		const { frame } = state.frameAfter(1);
		expect(frame.alerts).toEqual([]);
		expect(frame).not.toHaveProperty("lag");
		expect(frame).not.toHaveProperty("services");
	});

	const publishing = fc.record({
		kind: fc.constant("publish" as const),
		ids: fc.uniqueArray(fc.constantFrom(..."abcdefghijklmnopqrst"), { maxLength: 8 }),
		omitted: fc.nat(3),
	});
	const reading = fc.record({ kind: fc.constant("read" as const) });

	it("loses and repeats no change, however slow the reader is: what is not in a frame is counted or ends in a reset", () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(publishing, reading), { maxLength: 60 }), (actions) => {
				const state = new LiveState("e", START, LIMITS);
				const newest = new Map<string, number>();
				const unread = new Set<string>();
				let unreadOmitted = 0;
				let version = 0;
				let id = state.frameAfter(0).id;
				for (const action of [...actions, { kind: "read" as const }]) {
					if (action.kind === "publish") {
						version += 1;
						state.publish(tick(version, action.ids, version, action.omitted));
						for (const each of action.ids) newest.set(each, version);
						for (const each of action.ids) unread.add(each);
						unreadOmitted += action.omitted;
					} else {
						const { frame, id: next } = state.frameAfter(state.cursorOf(id));
						for (const { order_id, amount } of frame.orders) expect(amount).toBe(newest.get(String(order_id)));
						if (!frame.reset) {
							for (const { order_id } of frame.orders) expect(unread).toContain(String(order_id));
							expect(frame.orders.length + frame.omitted).toBe(unread.size + unreadOmitted);
						}
						expect(frame.orders.length).toBeLessThanOrEqual(LIMITS.ordersPerFrame);
						unread.clear();
						unreadOmitted = 0;
						id = next;
					}
					expect(state.sizes.orders).toBeLessThanOrEqual(LIMITS.ordersKept);
					expect(state.sizes.alerts).toBeLessThanOrEqual(LIMITS.alertsKept);
				}
			}),
		);
	});

	it("holds no more for a reader who never comes back", () => {
		const state = new LiveState("e", START, LIMITS);
		for (let at = 1; at <= 5_000; at += 1) {
			state.publish({ ...tick(at * 100, [`o${at}`], at, 1), alerts: [alert(`a${at}`)] });
		}
		expect(state.sizes).toEqual({ orders: 12, alerts: 4, ticks: 301 });
	});
});
