// @vitest-environment jsdom
import type { RecordView } from "@orderdeck/contracts/records/entities";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { Host } from "../../../shared/host.ts";
import { createBrowserHost } from "../../host/host-browser.ts";
import { group, newPartition, order } from "../../testing/order-fixture.ts";
import { createTestConsole } from "../../testing/test-console.ts";

const testConsole = createTestConsole();

function record(change: Partial<RecordView> = {}): RecordView {
	const text = '{"order_id":7,"amount":409.96}';
	return {
		topic: "orders",
		partition: 1,
		offset: 31059,
		timestamp: "2026-01-05T12:00:00.845Z",
		key: "7",
		headers: { ce_type: "ORDER_CREATED" },
		size_bytes: text.length,
		header_bytes: 20,
		value_text: text,
		value_base64: null,
		value_cut: false,
		event: { type: "ORDER_CREATED", id: "7:ORDER_CREATED", source: "shop", time: "2026-01-05T12:00:00.845Z", order_id: "7" },
		replayed: false,
		unreadable: null,
		groups: [{ group: "fraud-group", committed: 31078, past: true, paused: false }],
		range: { earliest: 18204, end: 31078 },
		previous: 31058,
		next: 31060,
		nearby: [],
		...change,
	};
}

const at = (change: Partial<RecordView>) => (input: unknown) => ({ ...record(change), ...(input as object) });

describe("the record view", () => {
	it("shows the value decoded and in bytes, the groups that are past it, and leads to the order", async () => {
		const committed = { topic: "orders", partition: 1 };
		testConsole.open("#/records/orders/1/31059", {
			"records.get": at({}),
			"orders.get": () => order(7),
			"lag.list": () => ({
				groups: [
					group("fraud-group", { partitions: [newPartition({ ...committed, committed: 31078 })] }),
					group("fraud-test", { partitions: [newPartition({ ...committed, committed: 30912 })] }),
					group("shipping-group", { partitions: [newPartition({ topic: "payments", partition: 1 })] }),
				],
			}),
		});
		const details = await screen.findByRole("complementary", { name: "About the record" });
		await within(details).findByText("1 of 2 are past it");
		expect(within(details).getByRole("row", { name: /fraud-test not yet 30912 147 before/ })).toBeTruthy();
		expect(within(details).getByRole("row", { name: /fraud-group past it 31078 19 after/ })).toBeTruthy();
		expect(screen.getByLabelText("Decoded value").textContent).toContain('3  "amount"');
		expect(screen.getByLabelText("Bytes in hex").textContent).toContain("7b 22 6f 72 64 65 72 5f");
		expect(screen.getByRole("link", { name: "Open order" }).getAttribute("href")).toBe("/#/orders?order=7");
	});

	it("steps to the records beside it by key, and goes to any other by its offset", async () => {
		testConsole.open("#/records/orders/1/31059", { "records.get": at({}), "orders.get": () => order(7) });
		await screen.findByRole("link", { name: "Next record, 31060" });
		fireEvent.keyDown(window, { key: "j" });
		await waitFor(() => expect(window.location.hash).toBe("#/records/orders/1/31060"));
		const form = screen.getByRole("form", { name: "Go to a record" });
		fireEvent.change(within(form).getByLabelText("Offset or time"), { target: { value: "20,001" } });
		fireEvent.submit(form);
		await waitFor(() => expect(testConsole.inputOf("records.get")).toEqual({ topic: "orders", partition: 1, offset: 20001 }));
	});

	it("goes to the first record of a time, and shows in place that there is none", async () => {
		const since = vi.fn((input: unknown) => ({ ...(input as object), offset: 31_000, timestamp: "2026-01-05T11:00:00.000Z" }));
		testConsole.open("#/records/orders/1/31059", { "records.get": at({}), "records.firstSince": since, "orders.get": () => order(7) });
		const form = await screen.findByRole("form", { name: "Go to a record" });
		const go = (typed: string) => {
			fireEvent.change(within(form).getByLabelText("Offset or time"), { target: { value: typed } });
			fireEvent.submit(form);
		};
		since.mockImplementationOnce(() => {
			throw new Error("There is no record in orders/1 of 2026-01-05T11:00:00.000Z or later");
		});
		go("2026-01-05 11:00");
		expect((await within(form).findByRole("alert")).textContent).toContain("There is no record");
		go("2026-01-05 11:00:00");
		await waitFor(() => expect(window.location.hash).toBe("#/records/orders/1/31000"));
		expect(testConsole.inputOf("records.firstSince")).toEqual({ topic: "orders", partition: 1, since: "2026-01-05T11:00:00.000Z" });
	});

	it("saves the value and the key byte for byte; of a value that is cut it states why it does not", async () => {
		const saved: unknown[] = [];
		const host: Host = {
			...createBrowserHost(window),
			async saveFile(name, mime, content) {
				saved.push([name, mime, [...content]]);
				return "saved";
			},
		};
		const bytes = { value_text: null, value_base64: "/3s=", event: null };
		for (const name of ["Value, 2 B", "Key, 1 B"]) {
			testConsole.open("#/records/orders/1/31059", { "records.get": at(bytes), "orders.get": () => order(7) }, { host });
			fireEvent.click(await screen.findByRole("button", { name: "Save bytes" }));
			fireEvent.click(await screen.findByRole("menuitem", { name }));
			cleanup();
		}
		await waitFor(() =>
			expect(saved).toEqual([
				["orders-1-31059.value", "application/octet-stream", [0xff, 0x7b]],
				["orders-1-31059.key", "application/octet-stream", [0x37]],
			]),
		);
		testConsole.open("#/records/orders/1/31059", { "records.get": at({ value_cut: true }), "orders.get": () => order(7) });
		fireEvent.click(await screen.findByRole("button", { name: "Save bytes" }));
		expect((await screen.findByRole("menuitem", { name: "Value, only its beginning is here" })).hasAttribute("disabled")).toBe(true);
	});

	it("names what cannot be seen in a value that groups cannot read, and why they cannot", async () => {
		const change = { event: null, unreadable: "the value is not JSON in UTF-8", value_text: "\ufeff{}", nearby: [] };
		testConsole.open("#/records/orders/1/31059", { "records.get": at(change) });
		await screen.findByText(/Groups cannot read it: the value is not JSON/);
		expect(screen.getByLabelText("Text, not JSON").textContent).toBe("U+FEFF{}");
	});

	it("of a position without a record shows what the daemon states", async () => {
		testConsole.open("#/records/orders/1/5", {
			"records.get": () => {
				throw new Error("it has offsets 18204 to 31077");
			},
		});
		expect(await screen.findByText("it has offsets 18204 to 31077")).toBeTruthy();
	});
});
