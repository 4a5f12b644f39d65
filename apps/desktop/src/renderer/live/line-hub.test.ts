import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { framesOf, hub, LIVE, LOST } from "../testing/line-hub-fixture.ts";
import { frame, group, NOON, order, service } from "../testing/order-fixture.ts";
import { GONE_MS, UNREAD_MESSAGES } from "./line-hub.ts";

beforeEach(() => void vi.useFakeTimers({ now: NOON, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

describe("the tabs of a browser", () => {
	it("share one line, whichever of them opened it and whichever leaves", () => {
		const { tab, line, open, opened } = hub();
		const tabs = Array.from({ length: 20 }, tab);
		for (const each of tabs) each.join();
		line().onState(LIVE);
		line().onFrame(frame({ reset: true }));
		tabs[0]?.send({ kind: "leave" });
		const sent = frame({ orders: [order(1)] });
		line().onFrame(sent);
		expect(tabs.map(({ unread }) => framesOf(unread).at(-1) === sent)).toEqual([false, ...Array(19).fill(true)]);
		expect(opened()).toBe(1);
		for (const each of tabs) each.send({ kind: "leave" });
		expect(open.size).toBe(0);
	});

	it("that join late get the newest of everything and a reset, and the line stays as it is", () => {
		const { tab, line, opened } = hub();
		tab().join();
		line().onState(LIVE);
		line().onFrame(frame({ reset: true, lag: [group("g")], services: [service("fraud")] }));
		line().onFrame(frame({ orders: [order(1)], order_count: 7 }));
		const late = tab();
		late.join();
		expect(late.unread).toEqual([
			{ kind: "state", state: LIVE },
			{ kind: "frame", frame: frame({ reset: true, lag: [group("g")], services: [service("fraud")], order_count: 7 }) },
		]);
		expect(opened()).toBe(1);
	});

	it("that join while the line is lost know that, and are reset by the first frame", () => {
		const { tab, line } = hub();
		const early = tab();
		early.join();
		line().onState(LIVE);
		line().onFrame(frame({ reset: true }));
		line().onState(LOST);
		const late = tab();
		late.join();
		expect(late.read()).toEqual([{ kind: "state", state: LOST }]);
		early.read();
		line().onState(LIVE);
		line().onFrame(frame({ orders: [order(1)] }));
		expect(framesOf(early.read()).map(({ reset }) => reset)).toEqual([false]);
		expect(framesOf(late.read()).map(({ reset }) => reset)).toEqual([true]);
	});

	it("with different tokens have different lines, and see nothing of each other's", () => {
		const { tab, line, open } = hub();
		const [ann, bob] = [tab(), tab()];
		ann.join("ann");
		bob.join("bob");
		line("ann").onState(LIVE);
		line("ann").onFrame(frame({ order_count: 1 }));
		expect([framesOf(ann.unread).length, bob.unread.length]).toEqual([1, 0]);
		bob.send({ kind: "leave" });
		expect([...open].map(({ token }) => token)).toEqual(["ann"]);
	});

	it("make the line try now", () => {
		const { tab, line } = hub();
		const one = tab();
		one.join();
		one.send({ kind: "try-now" });
		expect(line().tries).toBe(1);
	});
});

describe("a tab that does not read", () => {
	function frozen() {
		const { tab, line, open } = hub();
		const [quick, slow] = [tab(), tab()];
		quick.join();
		slow.join();
		line().onState(LIVE);
		const frames = (count: number) => {
			for (let n = 0; n < count; n++) line().onFrame(frame({ reset: n === 0, order_count: n }));
		};
		return { quick, slow, line, open, frames };
	}

	it("gets a bounded number of messages, and when it goes on a reset instead of what it missed", () => {
		const { slow, frames } = frozen();
		frames(10_000);
		expect(slow.unread.length).toBe(UNREAD_MESSAGES);
		slow.read();
		const [caughtUp, ...more] = framesOf(slow.read());
		expect([caughtUp?.reset, caughtUp?.order_count, more.length]).toEqual([true, 9_999, 0]);
	});

	it("keeps no line open that no other tab follows, and follows again when it goes on", () => {
		const { quick, slow, frames, open, line } = frozen();
		quick.send({ kind: "leave" });
		frames(100);
		expect(open.size).toBe(1);
		vi.setSystemTime(NOON + GONE_MS + 1);
		frames(1);
		expect(open.size).toBe(0);
		slow.read();
		expect(open.size).toBe(1);
		line().onState(LIVE);
		line().onFrame(frame({ order_count: 5 }));
		expect(framesOf(slow.read()).map(({ reset, order_count }) => [reset, order_count])).toEqual([[true, 5]]);
	});
});
