import type { OrderView } from "@orderdeck/contracts/orders/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { event, NOON, order } from "../testing/order-fixture.ts";
import { createFeed, type FeedRules, mergeSorted } from "./feed.ts";

/** Newest first (the fixture's ids grow with time); an order with more events is the later state. */
const rules = (matches: FeedRules<OrderView>["matches"]): FeedRules<OrderView> => ({
	idOf: (item) => String(item.order_id),
	compare: (a, b) => Number(b.order_id) - Number(a.order_id),
	matches,
	supersedes: (next, known) => next.lifecycle.length > known.lifecycle.length,
});
const all = rules(() => true);
const created = rules((item) => item.status === "CREATED");

const ids = (rows: readonly OrderView[]) => rows.map((row) => row.order_id);
const paid = (id: number): OrderView =>
	order(id, { status: "PAID", lifecycle: [event("ORDER_CREATED", id), event("PAYMENT_PROCESSED", id + 1)] });

function feedOf(...rows: number[]) {
	const feed = createFeed(all);
	feed.restart(
		rows.map((id) => order(id)),
		false,
	);
	return feed;
}

describe("a list that follows", () => {
	it("takes new orders in at their place, newest first", () => {
		const feed = feedOf(30, 10);
		feed.fold([order(20), order(40)], "follow", NOON);
		expect(ids(feed.getState().rows)).toEqual([40, 30, 20, 10]);
	});

	it("leaves what stands below the loaded part to the pages", () => {
		const feed = feedOf(30, 20);
		feed.fold([order(5)], "follow", NOON);
		expect(ids(feed.getState().rows)).toEqual([30, 20]);
		feed.append([order(5), order(4)], true);
		feed.fold([order(1)], "follow", NOON);
		expect(ids(feed.getState().rows)).toEqual([30, 20, 5, 4, 1]);
	});

	it("changes an order in place, and never back to an earlier state", () => {
		const feed = feedOf(2, 1);
		feed.fold([paid(1)], "follow", NOON);
		feed.fold([order(1)], "follow", NOON);
		expect(feed.getState().rows.map((row) => row.status)).toEqual(["CREATED", "PAID"]);
	});

	it("drops an order that no longer fits its filters", () => {
		const feed = createFeed(created);
		feed.restart([order(2), order(1)], true);
		feed.fold([paid(2)], "follow", NOON);
		expect(ids(feed.getState().rows)).toEqual([1]);
	});

	it("remembers for a second which rows are new", () => {
		const feed = feedOf(1);
		feed.fold([order(2)], "follow", NOON);
		feed.fold([order(3)], "follow", NOON + 2_000);
		expect([...feed.getState().arrivals.at.keys()]).toEqual(["3"]);
	});
});

describe("a list whose first page is still being read", () => {
	it("shows nothing yet, then the page with what changed meanwhile", () => {
		const feed = createFeed(all);
		feed.fold([order(9), paid(2)], "follow", NOON);
		expect(feed.getState().rows).toEqual([]);
		feed.restart([order(3), order(2)], false);
		expect(feed.getState().rows.map((row) => [row.order_id, row.status])).toEqual([
			[9, "CREATED"],
			[3, "CREATED"],
			[2, "PAID"],
		]);
	});
});

describe("a list that is held", () => {
	it("counts each order that waits once, and moves no row", () => {
		const feed = feedOf(2, 1);
		feed.fold([order(3), order(4)], "hold", NOON);
		feed.fold([paid(3)], "hold", NOON);
		expect(ids(feed.getState().rows)).toEqual([2, 1]);
		expect(feed.getState().waiting).toBe(2);
	});

	it("still changes rows in place, and keeps those that no longer fit", () => {
		const feed = createFeed(created);
		feed.restart([order(1)], true);
		feed.fold([paid(1)], "hold", NOON);
		expect(feed.getState().rows[0]?.status).toBe("PAID");
	});

	it("names the rows that no longer match, until they match again or the list follows", () => {
		const feed = createFeed(created);
		feed.restart([order(2), order(1)], true);
		feed.fold([paid(1), paid(2)], "hold", NOON);
		expect([...feed.getState().unmatched]).toEqual(["1", "2"]);
		const lives = [event("ORDER_CREATED", 1), event("PAYMENT_PROCESSED", 2), event("PAYMENT_REFUNDED", 3)];
		feed.fold([order(1, { lifecycle: lives })], "hold", NOON);
		expect([...feed.getState().unmatched]).toEqual(["2"]);
		feed.release();
		feed.restart([order(1)], true);
		expect(feed.getState().unmatched.size).toBe(0);
		expect(ids(feed.getState().rows)).toEqual([1]);
	});

	it("keeps the same set of them while others change, so that nothing is rendered for it", () => {
		const feed = createFeed(created);
		feed.restart([order(2), order(1)], true);
		feed.fold([paid(1)], "hold", NOON);
		const { unmatched } = feed.getState();
		feed.fold([order(2, { lifecycle: [event("ORDER_CREATED", 2), event("INVENTORY_RESERVED", 3)] })], "hold", NOON);
		expect(feed.getState().rows[0]?.lifecycle).toHaveLength(2);
		expect(feed.getState().unmatched).toBe(unmatched);
	});

	it("names no row while it is paused: none changes", () => {
		const feed = createFeed(created);
		feed.restart([order(1)], true);
		feed.fold([paid(1)], "still", NOON);
		expect(feed.getState().unmatched.size).toBe(0);
	});

	it("changes nothing at all while it is paused", () => {
		const feed = feedOf(2, 1);
		const { rows } = feed.getState();
		feed.fold([paid(1), order(3)], "still", NOON);
		expect(feed.getState().rows).toBe(rows);
		expect(feed.getState().waiting).toBe(1);
	});

	it("counts no order that a filter leaves out, nor one that stopped fitting", () => {
		const feed = createFeed(created);
		feed.restart([order(1)], true);
		feed.fold([order(2), paid(3)], "hold", NOON);
		feed.fold([paid(2)], "hold", NOON);
		expect(feed.getState().waiting).toBe(0);
	});

	it("reports when more waits than it has counted, and forgets it on release", () => {
		const feed = feedOf(1);
		feed.fold([order(2)], "hold", NOON);
		feed.missed();
		expect(feed.getState()).toMatchObject({ waiting: 1, uncounted: true });
		feed.release();
		expect(feed.getState()).toMatchObject({ waiting: 0, uncounted: false });
	});
});

describe("a list that starts again from its top", () => {
	it("keeps what arrived above the page while it was read, and the later state of each order", () => {
		const feed = feedOf(2, 1);
		feed.fold([order(9), paid(5)], "follow", NOON);
		feed.restart([order(8), order(5)], false);
		expect(ids(feed.getState().rows)).toEqual([9, 8, 5]);
		expect(feed.getState().rows[2]?.status).toBe("PAID");
	});

	it("leaves out what is known not to match any more, though the page still holds it", () => {
		const feed = createFeed(created);
		feed.restart([order(2), order(1)], true);
		feed.fold([paid(2)], "hold", NOON);
		feed.restart([order(2), order(1)], true);
		expect(ids(feed.getState().rows)).toEqual([1]);
	});
});

describe("a list that is sorted by what changes", () => {
	/** Unpaid orders first. */
	const byStatus = (): ReturnType<typeof createFeed<OrderView>> =>
		createFeed({ ...all, compare: (a, b) => Number(a.status === "PAID") - Number(b.status === "PAID") || all.compare(a, b) });
	const rowsOf = (feed: ReturnType<typeof byStatus>) => ids(feed.getState().rows);

	it("moves an order to its new place, and does not mark it as new", () => {
		const feed = byStatus();
		feed.restart([order(3), order(2), order(1)], true);
		feed.fold([paid(3), order(4)], "follow", NOON);
		expect(rowsOf(feed)).toEqual([4, 2, 1, 3]);
		expect([...feed.getState().arrivals.at.keys()]).toEqual(["4"]);
	});

	it("leaves an order whose new place is below the loaded part to the pages", () => {
		const feed = byStatus();
		feed.restart([order(3), order(2)], false);
		feed.fold([paid(3)], "follow", NOON);
		expect(rowsOf(feed)).toEqual([2]);
		feed.append([order(1), paid(3)], true);
		expect(rowsOf(feed)).toEqual([2, 1, 3]);
	});

	it("keeps rows in place while it is held, and notes that they are no longer sorted", () => {
		const feed = byStatus();
		feed.restart([order(3), order(2)], true);
		feed.fold([paid(3)], "hold", NOON);
		expect(rowsOf(feed)).toEqual([3, 2]);
		expect(feed.getState()).toMatchObject({ unsorted: true, waiting: 0 });
		feed.release();
		feed.restart([order(3), order(2)], true);
		expect(rowsOf(feed)).toEqual([2, 3]);
		expect(feed.getState().unsorted).toBe(false);
	});

	it("has every order at its place after any changes", () => {
		const change = fc.record({ id: fc.integer({ min: 1, max: 12 }), isPaid: fc.boolean() });
		fc.assert(
			fc.property(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 8 }), (frames) => {
				const feed = byStatus();
				feed.restart([order(6), order(4)], true);
				const known = new Map<number, OrderView>([6, 4].map((id) => [id, order(id)]));
				for (const frame of frames) {
					const items = [...new Map(frame.map(({ id, isPaid }) => [id, isPaid ? paid(id) : order(id)])).entries()];
					for (const [id, item] of items) if (known.get(id)?.status !== "PAID") known.set(id, item);
					feed.fold(
						items.map(([, item]) => item),
						"follow",
						NOON,
					);
				}
				const expected = byStatus();
				expected.restart([...known.values()], true);
				expect(rowsOf(feed)).toEqual(rowsOf(expected));
			}),
		);
	});
});

describe("merging", () => {
	it("of sorted lists is sorted and loses nothing", () => {
		expect(mergeSorted([1, 4, 9], [0, 4, 5, 12], (a, b) => a - b)).toEqual([0, 1, 4, 4, 5, 9, 12]);
	});
});
