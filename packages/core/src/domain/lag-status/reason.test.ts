import { describe, expect, it } from "vitest";
import { stallReason } from "./reason.ts";

const at = (group: string) => ({ group, topic: "orders", partition: 2, position: 41 });

describe("why a consumer stalls", () => {
	it("is the record that it retries, with its error", () => {
		const retrying = { state: "backing-off", last_error: "the store is unavailable" } as const;
		expect(stallReason(at("payments-group"), [{ state: "running", last_error: null }, retrying])).toBe(
			"retrying orders/2@41: the store is unavailable",
		);
	});

	it("is the gateway for payments that run and commit nothing", () => {
		expect(stallReason(at("payments-group"), [{ state: "running", last_error: null }])).toBe("waiting for the gateway");
	});

	it("is unknown where nothing reports it", () => {
		expect(stallReason(at("fraud-group"), [{ state: "running", last_error: null }])).toBe("unknown");
		expect(stallReason(at("payments-group"), [{ state: "stopped", last_error: "old" }])).toBe("unknown");
		expect(stallReason(at("payments-group"), [])).toBe("unknown");
	});
});
