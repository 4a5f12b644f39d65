/** The events of an order over the API: kept with the order, only in the log, or no longer there. */
import type { AppRouter } from "@orderdeck/contracts/router";
import { ORDER_EVENT_TOPICS, ROLES } from "@orderdeck/contracts/topics";
import { created, happened } from "@orderdeck/core/steps/events.fixture";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { expect, it } from "vitest";
import { startTestDaemon } from "../http/server.fixture.ts";

it("has the body of each event, and of one too large to be kept with its order, while the log has it", async () => {
	await using daemon = await startTestDaemon({ roles: ROLES.filter((role) => role === "analytics") });
	const api = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${daemon.url}/trpc` })] });
	const payment = { order_id: 1, status: "PAID" as const, amount: 20, country: "DE", timestamp: 1, note: "x".repeat(70_000) };
	const large = happened("PAYMENT_PROCESSED", payment);
	await daemon.work.apply({ writes: [], records: [created(1, { gift: "y".repeat(100_000) }), large].map(encodeEvent) });
	await expect.poll(() => api.orders.get.query({ id: "1" }).then(({ status }) => status)).toBe("PAID");

	const lengths = async () =>
		(await api.orders.events.query({ id: "1" })).events.map(({ type, data }) => [type, data === null ? null : JSON.stringify(data).length]);
	expect(await lengths()).toEqual([
		["ORDER_CREATED", expect.any(Number)],
		["PAYMENT_PROCESSED", JSON.stringify(large.data).length],
	]);
	expect(await daemon.log.retain(Number.MAX_SAFE_INTEGER)).toBeGreaterThan(0);
	await expect.poll(lengths).toEqual([
		["ORDER_CREATED", expect.any(Number)],
		["PAYMENT_PROCESSED", null],
	]);
	expect((await daemon.log.bounds(ORDER_EVENT_TOPICS)).every(({ earliest, end }) => earliest === end)).toBe(true);
});
