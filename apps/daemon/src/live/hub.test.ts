import type { AlertRecord } from "@orderdeck/contracts/fraud/entities";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { StoreError } from "@orderdeck/core/ports/errors";
import { alert as alertSample } from "@orderdeck/core/ports/order-store.samples";
import { describe, expect, it } from "vitest";
import { createHub, type HubDeps, type LiveItem } from "./hub.ts";
import { alerted, created, eagerClock, openTestData, paid } from "./live.fixture.ts";
import { LIVE_LIMITS } from "./live-state.ts";

async function start(change: Partial<HubDeps> = {}) {
	const data = await openTestData();
	const clock = eagerClock();
	const failures: unknown[] = [];
	const hub = createHub({
		log: data.log,
		store: data.store,
		services: async () => [],
		lag: { latest: () => undefined },
		stock: { latest: () => undefined },
		clock,
		daemonLog: { liveFailed: (error) => void failures.push(error), liveSkipped: () => undefined },
		baseCurrency: "USD",
		...change,
	});
	const stop = new AbortController();
	return {
		...data,
		clock,
		failures,
		hub,
		stop,
		read: (lastEventId?: string) => hub.live(lastEventId, stop.signal),
		async [Symbol.asyncDispose]() {
			stop.abort();
			await hub[Symbol.asyncDispose]();
			await data[Symbol.asyncDispose]();
		},
	};
}

/** The next frames until one satisfies `wanted`; that one. */
async function until(frames: AsyncGenerator<LiveItem>, wanted: (item: LiveItem) => boolean): Promise<LiveItem> {
	for (let read = 0; read < 2_000; read += 1) {
		const { value, done } = await frames.next();
		if (done) throw new Error("the stream has ended");
		if (wanted(value)) return value;
	}
	throw new Error("no such frame came");
}
const shows = (id: string, status?: OrderView["status"]) => (item: LiveItem) =>
	item.frame.orders.some((order) => order.order_id === id && (status === undefined || order.status === status));

/** Reads until the tail has found the ends: what is appended from here on is news. */
async function settled(frames: AsyncGenerator<LiveItem>): Promise<LiveItem> {
	return until(frames, ({ frame }) => !frame.reset);
}

describe("the live hub", () => {
	it("goes on telling the services after the clock was set back by an hour", async () => {
		await using live = await start();
		const frames = live.read();
		const servicesSent = () => until(frames, ({ frame }) => frame.services !== undefined);
		await servicesSent();
		live.clock.advance(-3_600_000);
		for (let again = 0; again < 3; again += 1) await servicesSent();
	});

	it("begins with a frame that resets the lists, immediately", async () => {
		await using live = await start();
		const { value } = await live.read().next();
		expect(value?.frame).toMatchObject({ reset: true, orders: [], omitted: 0 });
	});

	it("shows an order as it is, though analytics has stored nothing yet", async () => {
		await using live = await start();
		const frames = live.read();
		await settled(frames);
		await live.append(created("1"));
		expect((await until(frames, shows("1"))).frame.orders).toMatchObject([{ order_id: "1", status: "CREATED", amount: 100 }]);
		await live.append(paid("1"), alerted("1"));
		const { frame } = await until(frames, shows("1", "PAID"));
		expect(frame.orders[0]?.lifecycle.map(({ type }) => type)).toEqual(["ORDER_CREATED", "FRAUD_ALERT_RAISED", "PAYMENT_PROCESSED"]);
		expect(frame.alerts).toMatchObject([{ alert_id: "1:FRAUD_ALERT_RAISED:R", state: "OPEN" }]);
	});

	it("leaves out an order whose beginning it cannot see", async () => {
		await using live = await start();
		const frames = live.read();
		await settled(frames);
		await live.append(paid("unseen"), created("seen"));
		expect((await until(frames, shows("seen"))).frame.orders.map(({ order_id }) => order_id)).toEqual(["seen"]);
	});

	it("merges what a slow reader missed into one frame, each order once, in its newest state", async () => {
		await using live = await start();
		const slow = live.read();
		await settled(slow);
		const quick = live.read();
		await settled(quick);
		await live.append(created("1"));
		await until(quick, shows("1"));
		await live.append(created("2"), paid("1"));
		await until(quick, shows("1", "PAID"));
		const { frame } = await until(slow, shows("1"));
		expect(frame.orders.map(({ order_id, status }) => [order_id, status])).toEqual(
			expect.arrayContaining([
				["1", "PAID"],
				["2", "CREATED"],
			]),
		);
		expect(frame.orders).toHaveLength(2);
	});

	it("resumes where a reader left: nothing lost, nothing twice", async () => {
		await using live = await start();
		const first = live.read();
		await settled(first);
		await live.append(created("1"));
		const { id } = await until(first, shows("1"));
		await first.return();
		await live.append(created("2"));
		const second = live.read(id);
		const { frame } = await until(second, shows("2"));
		expect(frame).toMatchObject({ reset: false });
		expect(frame.orders.map(({ order_id }) => order_id)).toEqual(["2"]);
	});

	it("resets a reader that reconnects after it has stopped reading", async () => {
		await using live = await start();
		const first = live.read();
		const { id } = await settled(first);
		await first.return();
		while (live.hub.sizes().watching) await new Promise((resolve) => setImmediate(resolve));
		await live.append(created("missed"));
		const { value } = await live.read(id).next();
		expect(value?.frame.reset).toBe(true);
	});

	it("counts what it jumped over when more comes than may be read", async () => {
		await using live = await start();
		const frames = live.read();
		await settled(frames);
		await live.append(...Array.from({ length: 2_000 }, (_, n) => created(`o${n}`)));
		const { frame } = await until(frames, ({ frame }) => frame.omitted > 0);
		expect(frame.orders.length).toBeLessThanOrEqual(LIVE_LIMITS.ordersPerFrame);
		expect(frame.orders.length + frame.omitted).toBe(2_000);
	});

	it("does not show as whole an order whose events it may have jumped over", async () => {
		await using live = await start();
		const frames = live.read();
		await settled(frames);
		await live.append(created("known"));
		await until(frames, shows("known"));
		await live.append(...Array.from({ length: 2_000 }, (_, n) => created(`o${n}`)));
		await until(frames, ({ frame }) => frame.omitted > 0);
		await live.append(paid("known"));
		await live.append(created("later"));
		const seen: unknown[] = [];
		await until(frames, (item) => {
			seen.push(...item.frame.orders.map(({ order_id }) => order_id));
			return shows("later")(item);
		});
		expect(seen).not.toContain("known");
	});

	it("holds a bounded amount, however many changes a reader leaves unread", async () => {
		await using live = await start();
		const stalled = live.read();
		await settled(stalled);
		const quick = live.read();
		await settled(quick);
		for (let round = 0; round < 40; round += 1) {
			await live.append(...Array.from({ length: 200 }, (_, n) => created(`${round}-${n}`)));
			await until(quick, ({ frame }) => frame.orders.length > 0);
		}
		const { orders, held } = live.hub.sizes();
		expect(orders).toBe(LIVE_LIMITS.ordersKept);
		expect(held).toBeLessThanOrEqual(5_000);
		expect((await stalled.next()).value?.frame).toMatchObject({ reset: true });
	});

	it("resets every reader after the store had failed, and continues", async () => {
		let away = false;
		const data = await openTestData();
		const store = {
			...data.store,
			aggregates: () => (away ? Promise.reject(new StoreError("UNAVAILABLE", "away")) : data.store.aggregates()),
		};
		{
			await using live = await start({ log: data.log, store });
			const frames = live.read();
			await settled(frames);
			away = true;
			while (live.failures.length === 0) await new Promise((resolve) => setImmediate(resolve));
			away = false;
			expect((await until(frames, ({ frame }) => frame.reset)).frame.reset).toBe(true);
			await data.append(created("1"));
			await until(frames, shows("1"));
		}
		await data[Symbol.asyncDispose]();
	});

	it("publishes what an operator does about an alert, in whichever process", async () => {
		const data = await openTestData();
		const changed: AlertRecord[] = [];
		{
			const store = { ...data.store, alertsChangedSince: async () => changed };
			await using live = await start({ log: data.log, store });
			const frames = live.read();
			await settled(frames);
			await data.append(created("1"), alerted("1"));
			const { frame } = await until(frames, ({ frame }) => frame.alerts.length > 0);
			const id = frame.alerts[0]?.alert_id ?? "";
			const at = new Date(live.clock.now()).toISOString();
			const claim = { by: "olga", at, expires_at: "2999-01-01T00:00:00.000Z" };
			changed.push(alertSample(id, { state: "CLAIMED", claim, version: 1, changed_at: at }));
			live.hub.alertsChanged();
			const next = await until(frames, ({ frame }) => frame.alerts.some(({ version }) => version === 1));
			expect(next.frame.alerts).toMatchObject([{ alert_id: id, state: "CLAIMED", claim: { by: "olga" } }]);
			expect(next.frame.alerts[0]).not.toHaveProperty("history");
		}
		await data[Symbol.asyncDispose]();
	});

	it("ends a reader's stream when it disconnects, also while it waits", async () => {
		await using live = await start();
		const frames = live.read();
		await frames.next();
		const waiting = frames.next();
		live.stop.abort();
		await waiting;
		expect(await frames.next()).toEqual({ value: undefined, done: true });
		expect(live.hub.sizes().readers).toBe(0);
	});
});
