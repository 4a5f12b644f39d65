/** A fixed bug: an order that the page showed live returned 404 when it was opened before analytics had written it. */
import { orderCreated } from "@orderdeck/core/domain/order-created";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { describe, expect, it } from "vitest";
import { startTestDaemon } from "../http/server.fixture.ts";

const ORDER = {
	order_id: 77,
	customer_id: 4242,
	amount: 19.99,
	currency: "USD",
	country: "DE",
	status: "CREATED" as const,
	created_at: "2026-01-01T00:00:00.000Z",
	source: "test",
};

describe("an order that is shown live", () => {
	it("can be opened, with its events, while analytics is stopped", async () => {
		// No roles run here: analytics never comes.
		await using daemon = await startTestDaemon({ roles: [] });
		const reading = new AbortController();
		const live = await fetch(`${daemon.url}/trpc/live?input=${encodeURIComponent("{}")}`, { signal: reading.signal });
		expect(live.ok).toBe(true);
		expect((await fetch(`${daemon.url}/api/orders/77`)).status).toBe(404);

		await daemon.work.apply({ writes: [], records: [encodeEvent(orderCreated(ORDER))] });
		await expect.poll(async () => (await fetch(`${daemon.url}/api/orders/77`)).status).toBe(200);
		const { events } = (await (await fetch(`${daemon.url}/api/orders/77/events`)).json()) as {
			events: { event_id: string; data: unknown }[];
		};
		expect(events).toMatchObject([{ event_id: "77:ORDER_CREATED", topic: "orders", data: ORDER }]);
		reading.abort();
		await live.body?.cancel().catch(() => undefined);
	});
});
