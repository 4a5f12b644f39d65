// @vitest-environment jsdom
/** What is read again, and rendered again, as the stream starts, goes on and breaks. */
import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { group, order } from "../testing/order-fixture.ts";
import { playedLine } from "../testing/played-line.ts";
import { createTestConsole } from "../testing/test-console.ts";

const desk = createTestConsole();

async function openOrder() {
	const line = playedLine();
	const bare = order(1);
	desk.open(
		"#/orders?order=1",
		{ "orders.list": () => ({ orders: [bare], nextCursor: null }), "orders.get": () => bare, "orders.whereIs": () => ({ stage: "done" }) },
		{ openLine: line.openLine },
	);
	await screen.findByRole("heading", { level: 2, name: /Order 1/ });
	await waitFor(() => expect(desk.inputsOf("orders.get")).toHaveLength(1));
	const read = (path: string) => desk.inputsOf(path).length;
	const reads = () => ({ session: read("session"), lag: read("lag.list"), order: read("orders.get") });
	return { line, reads };
}

it("the reset that a stream starts with reads again what may have changed meanwhile, not what comes with it", async () => {
	const { line, reads } = await openOrder();
	await line.publish({ reset: true, lag: [group("payments-group")] });
	await waitFor(() => expect(reads()).toEqual({ session: 1, lag: 1, order: 2 }));
});

it("a later reset, and a reconnection, read everything again", async () => {
	const { line, reads } = await openOrder();
	await line.publish({ reset: true });
	await waitFor(() => expect(reads().order).toBe(2));
	await line.publish({ reset: true });
	await waitFor(() => expect(reads()).toEqual({ session: 2, lag: 2, order: 3 }));
	await line.reconnect();
	await waitFor(() => expect(reads()).toEqual({ session: 3, lag: 3, order: 4 }));
});
