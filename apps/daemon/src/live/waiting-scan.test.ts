import type { OrderEvent } from "@orderdeck/contracts/events";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import { describe, expect, it } from "vitest";
import { created, openTestData } from "./live.fixture.ts";
import { scanWaiting } from "./waiting-scan.ts";

/** All of the topic `orders`. */
async function unreadIn(log: EventLog) {
	return (await log.bounds(["orders"])).map(({ earliest, ...rest }) => ({ ...rest, offset: earliest }));
}

function inCurrency(event: OrderEvent, currency: string): OrderEvent {
	return { ...event, data: { ...event.data, currency } } as OrderEvent;
}

describe("scanWaiting", () => {
	it("reports a lower bound when it stopped early, and looks at the oldest of every partition first", async () => {
		await using data = await openTestData();
		await data.append(...Array.from({ length: 700 }, (_, n) => created(`o${n}`, 1)));
		const unread = await unreadIn(data.log);
		expect(await scanWaiting(data.log, unread, { baseCurrency: "USD" })).toMatchObject({ orders: 700, amount: 700, at_least: false });
		const cut = await scanWaiting(data.log, unread, { baseCurrency: "USD", most: 600 });
		expect(cut).toMatchObject({ orders: 600, amount: 600, at_least: true });
		expect(await scanWaiting(data.log, unread, { baseCurrency: "USD", most: 700 })).toMatchObject({ orders: 700, at_least: false });
	});

	it("sums by currency: 100 USD and 30,000 JPY are no 30,100", async () => {
		await using data = await openTestData();
		await data.append(created("a", 100), inCurrency(created("b", 30_000), "JPY"), inCurrency(created("c", 1.235), "KWD"));
		const unread = await unreadIn(data.log);
		expect(await scanWaiting(data.log, unread, { baseCurrency: "USD" })).toMatchObject({
			orders: 3,
			amount: 100,
			currency: "USD",
			by_currency: { JPY: 30_000, KWD: 1.235, USD: 100 },
		});
	});

	it("passes over records that are of no order", async () => {
		await using data = await openTestData();
		const junk = (value: string | null) => ({ topic: "orders", key: "x", value: value === null ? null : Buffer.from(value), headers: {} });
		await data.backend.log.append([junk("{"), junk(null), junk("[]"), junk('{"order_id":7,"amount":"lots"}')]);
		const unread = await unreadIn(data.log);
		expect(await scanWaiting(data.log, unread, { baseCurrency: "USD" })).toMatchObject({ orders: 1, amount: 0, oldest_order_id: 7 });
	});
});
