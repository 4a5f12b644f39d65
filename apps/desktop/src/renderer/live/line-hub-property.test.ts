import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { framesOf, hub, LIVE, LOST } from "../testing/line-hub-fixture.ts";
import { frame, NOON, order } from "../testing/order-fixture.ts";
import { GONE_MS, UNREAD_MESSAGES } from "./line-hub.ts";

beforeEach(() => void vi.useFakeTimers({ now: NOON, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const TOKENS = ["ann", "bob"] as const;
type Name = (typeof TOKENS)[number];

/** Four tabs and a daemon with an order list for each token. A tab knows all orders up to a number; a reset makes it read its list. */
function model() {
	const { tab, line, open } = hub();
	/** Orders so far, and how many of them the open line has sent. */
	const daemon = { ann: { orders: 0, sent: 0, live: false }, bob: { orders: 0, sent: 0, live: false } };
	const tabs = Array.from({ length: 4 }, () => ({ ...tab(), token: undefined as Name | undefined, known: 0 }));
	const isOpen = (token: Name) => [...open].some((each) => each.token === token);
	const read = (place: number, count?: number) => {
		const one = tabs[place];
		for (const { reset, orders } of framesOf(one?.read(count) ?? [])) {
			if (one?.token === undefined) continue;
			expect(orders.every(({ source }) => source === one.token)).toBe(true);
			if (reset) one.known = daemon[one.token].orders;
			const ids = orders.map(({ order_id }) => Number(order_id));
			expect(Math.min(...ids), "the first order after those that are known").toBeLessThanOrEqual(ids.length > 0 ? one.known + 1 : Infinity);
			one.known = Math.max(one.known, ...ids);
		}
	};
	const send = (token: Name, reset: boolean) => {
		const its = daemon[token];
		const news = Array.from({ length: its.orders - its.sent }, (_, n) => order(its.sent + n + 1, { source: token }));
		line(token).onFrame(frame({ reset, orders: reset ? [] : news }));
		its.sent = its.orders;
	};
	return {
		tabs,
		daemon,
		isOpen,
		read,
		wait: (ms: number) => void vi.advanceTimersByTime(ms),
		/** A tab follows one token: another one opens in its place. */
		join(place: number, token: Name) {
			const one = { ...tab(), token, known: 0 };
			tabs[place]?.send({ kind: "leave" });
			tabs[place] = one;
			one.join(token);
		},
		leave(place: number) {
			tabs[place]?.send({ kind: "leave" });
			tabs[place] = { ...tab(), token: undefined, known: 0 };
		},
		orders(token: Name, count: number) {
			for (let n = 0; n < count; n++) {
				daemon[token].orders++;
				if (isOpen(token) && daemon[token].live) send(token, false);
			}
		},
		connect(token: Name, reset: boolean) {
			if (!isOpen(token)) return;
			daemon[token].live = true;
			line(token).onState(LIVE);
			// The line ends when this was one message too many for its last tab.
			if (isOpen(token)) send(token, reset);
		},
		lose(token: Name) {
			daemon[token].live = false;
			if (isOpen(token)) line(token).onState(LOST);
		},
	};
}
type Step = (run: ReturnType<typeof model>) => void;

const place = fc.nat(3);
const token = fc.constantFrom(...TOKENS);
const count = fc.integer({ min: 1, max: 80 });
const step: fc.Arbitrary<Step> = fc.oneof(
	fc.tuple(place, token).map(
		([at, name]): Step =>
			(run) =>
				run.join(at, name),
	),
	place.map(
		(at): Step =>
			(run) =>
				run.leave(at),
	),
	fc.tuple(place, count).map(
		([at, most]): Step =>
			(run) =>
				run.read(at, most),
	),
	fc.tuple(token, count).map(
		([name, more]): Step =>
			(run) =>
				run.orders(name, more),
	),
	fc.tuple(token, fc.boolean()).map(
		([name, reset]): Step =>
			(run) =>
				run.connect(name, reset),
	),
	token.map(
		(name): Step =>
			(run) =>
				run.lose(name),
	),
	fc.integer({ min: 1, max: 2 * GONE_MS }).map(
		(ms): Step =>
			(run) =>
				run.wait(ms),
	),
);

it("no tab misses a change without a reset, nor gets another token's, whatever tabs and the daemon do", () => {
	fc.assert(
		fc.property(fc.array(step, { minLength: 20, maxLength: 60, size: "max" }), (steps) => {
			vi.setSystemTime(NOON);
			const run = model();
			for (const act of steps) {
				act(run);
				// A line that was closed and opened again begins from what there is.
				for (const each of TOKENS) if (!run.isOpen(each)) Object.assign(run.daemon[each], { sent: run.daemon[each].orders, live: false });
				for (const { unread } of run.tabs) expect(unread.length).toBeLessThanOrEqual(UNREAD_MESSAGES);
			}
			// In the end all tabs go on: each reads what it has, and sees the next change.
			for (const at of run.tabs.keys()) run.read(at);
			for (const each of TOKENS) {
				expect(run.isOpen(each)).toBe(run.tabs.some((one) => one.token === each));
				run.connect(each, false);
				run.orders(each, 1);
			}
			for (const [at, one] of run.tabs.entries()) {
				run.read(at);
				if (one.token !== undefined) expect(one.known).toBe(run.daemon[one.token].orders);
			}
		}),
		{ numRuns: 300 },
	);
});
