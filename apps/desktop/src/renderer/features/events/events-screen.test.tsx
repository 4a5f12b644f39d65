// @vitest-environment jsdom
import { AppError } from "@orderdeck/contracts/errors";
import type { LoggedEvent } from "@orderdeck/contracts/feed/entities";
import type { EventPage } from "@orderdeck/contracts/feed/requests";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { order } from "../../testing/order-fixture.ts";
import { playedLine } from "../../testing/played-line.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const testConsole = createTestConsole();

function logged(offset: number, change: Partial<LoggedEvent> = {}): LoggedEvent {
	const at = new Date(Date.UTC(2026, 0, 5, 12, 0, offset)).toISOString();
	return {
		topic: "orders",
		partition: 1,
		offset,
		accepted_at: at,
		type: "ORDER_CREATED",
		occurred_at: at,
		order_id: String(offset),
		country: "DE",
		amount: 45.99,
		currency: "USD",
		unreadable: null,
		...change,
	};
}

const poison = { type: null, occurred_at: null, order_id: null, country: null, amount: null, currency: null, unreadable: "not JSON" };
const restock = { type: "INVENTORY_RESTOCKED", order_id: null, detail: { product_id: "PROD-002", quantity: 50 } } as const;

function page(events: readonly LoggedEvent[], change: Partial<EventPage> = {}): EventPage {
	return { events: [...events], nextCursor: "next", start: false, end: true, until: events.at(-1)?.accepted_at ?? null, ...change };
}

/** The pages in turn, by the number of the request; the last one again and again. */
function pages(...all: readonly EventPage[]) {
	let request = 0;
	return () => all[Math.min(request++, all.length - 1)];
}

const gridRows = () =>
	within(screen.getByRole("grid", { name: "Events" }))
		.getAllByRole("row")
		.slice(1);
const foot = (words: RegExp) => screen.findByText(words);

describe("events from a start on", () => {
	it("are listed as the log has them, with what belongs to no order and what cannot be decoded", async () => {
		const list = () => page([logged(5), logged(6, restock), logged(7, poison)], { start: true });
		const { openLine } = playedLine();
		testConsole.open("#/events?from=2026-01-05T12:00:00Z&topic=orders", { "events.list": list }, { openLine });
		await foot(/^start of the log · 3 events · end reached, live from here$/);
		expect(gridRows().map((row) => row.textContent)).toEqual([
			expect.stringMatching(/Order created5orders\/1 @ 5/),
			expect.stringMatching(/Restocked–orders\/1 @ 650 × PROD-002/),
			expect.stringMatching(/Cannot be decoded–orders\/1 @ 7not JSON/),
		]);
		expect(testConsole.inputOf("events.list")).toMatchObject({ from: "2026-01-05T12:00:00Z", topic: ["orders"], limit: 100 });
		const link = within(gridRows()[2] as HTMLElement).getByRole("link");
		expect(link.getAttribute("href")).toBe("/#/records/orders/1/7");
	});

	it("do not claim to be live where the stream is not open, nor that there are none where the search broke off", async () => {
		let reads = 0;
		const list = () => {
			reads += 1;
			if (reads > 1) throw new Error("The daemon ended the request.");
			return page([], { end: false });
		};
		testConsole.open("#/events?from=2026-01-05T12:00:00Z&of=9", { "events.list": list });
		expect((await screen.findAllByText(/The daemon ended the request/)).length).toBeGreaterThan(0);
		expect(screen.queryByText("No events from there on")).toBeNull();
		cleanup();
		testConsole.open("#/events?from=2026-01-05T12:00:00Z", { "events.list": () => page([logged(5)]) });
		await foot(/end reached, not connected$/);
	});

	it("are continued by the cursor, also where a page has none of the filtered events", async () => {
		const empty = page([], { end: false, until: "2026-01-05T12:00:03.000Z" });
		const list = pages(page([logged(1)], { end: false }), empty, page([logged(9)]));
		testConsole.open("#/events?at=orders/1@1&of=9", { "events.list": list });
		await foot(/^2 events · end reached/);
		expect(testConsole.inputsOf("events.list")).toEqual([
			{ at: "orders/1@1", order: "9", limit: 100 },
			{ at: "orders/1@1", order: "9", limit: 100, cursor: "next" },
			{ at: "orders/1@1", order: "9", limit: 100, cursor: "next" },
		]);
	});

	it("follow the log at its end, after the daemon has published something", async () => {
		const line = playedLine();
		testConsole.open("#/events?at=orders/1@1", { "events.list": pages(page([logged(1)]), page([logged(2)])) }, { openLine: line.openLine });
		await foot(/^1 event · end reached/);
		expect(testConsole.inputsOf("events.list")).toHaveLength(1);
		await line.publish({});
		await foot(/^2 events · end reached/);
		expect(gridRows()).toHaveLength(2);
	});

	it("are refused at an offset that the log does not have, with the offsets that it has", async () => {
		const list = () => {
			throw new AppError("NOT_FOUND", "There is no record orders/1 @ 900: it has offsets 0 to 12.");
		};
		testConsole.open("#/events?at=orders/1@900", { "events.list": list });
		await screen.findByText("The list cannot start there");
		expect(screen.getByText(/it has offsets 0 to 12/)).toBeTruthy();
	});

	it("open their order; what belongs to no order opens with a link to its record", async () => {
		const list = () => page([logged(7), logged(8, poison)]);
		testConsole.open("#/events?at=orders/1@7", {
			"events.list": list,
			"orders.get": () => order(7),
			"orders.events": () => ({ events: [] }),
		});
		await foot(/2 events/);
		fireEvent.click(gridRows()[0] as HTMLElement);
		await screen.findByRole("heading", { name: "Order 7" });
		const details = await screen.findByRole("complementary", { name: "Details" });
		const events = await within(details).findByRole("link", { name: "Events" });
		expect(events.getAttribute("href")).toBe("/#/events?of=7");
		fireEvent.click(gridRows()[1] as HTMLElement);
		const record = await screen.findByRole("link", { name: "Open record" });
		expect(record.getAttribute("href")).toBe("/#/records/orders/1/8");
	});
});

describe("the start of the list", () => {
	it("is chosen as a position, kept in the address, and removed for the live list", async () => {
		testConsole.open("#/events", { "events.list": () => page([logged(5)]) });
		await screen.findByText(/0 events: latest 100 orders, then live/);
		fireEvent.click(screen.getByRole("button", { name: "Start" }));
		const form = await screen.findByRole("form", { name: "Start at an offset" });
		fireEvent.change(within(form).getByLabelText("Partition"), { target: { value: "1" } });
		fireEvent.change(within(form).getByLabelText("Offset"), { target: { value: "31,059" } });
		fireEvent.submit(form);
		await waitFor(() => expect(testConsole.inputOf("events.list")).toEqual({ at: "orders/1@31059", limit: 100 }));
		expect(decodeURIComponent(window.location.hash)).toBe("#/events?at=orders/1@31059");
		expect(screen.getByText("From orders/1 @ 31059")).toBeTruthy();
		fireEvent.click(screen.getByRole("button", { name: "Remove Start" }));
		await screen.findByText(/0 events: latest 100 orders, then live/);
		expect(window.location.hash).toBe("#/events");
	});

	it("is chosen as a time before now", async () => {
		testConsole.open("#/events", { "events.list": () => page([]) });
		fireEvent.click(await screen.findByRole("button", { name: "Start" }));
		const before = Date.now();
		fireEvent.click(await screen.findByRole("button", { name: "15 min ago" }));
		await screen.findByText("No events from there on");
		const { from } = testConsole.inputOf("events.list") as { from: string };
		expect(Date.parse(from)).toBeGreaterThanOrEqual(before - 15 * 60_000 - 1_000);
		expect(Date.parse(from)).toBeLessThanOrEqual(Date.now() - 15 * 60_000 + 1_000);
	});
});
