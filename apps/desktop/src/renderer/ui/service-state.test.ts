import { describe, expect, it } from "vitest";
import { service } from "../testing/order-fixture.ts";
import { serviceCounts, worstOfServices } from "./service-state.ts";

describe("services", () => {
	const services = [service("api"), service("fraud", { state: "backing-off" }), service("payments", { state: "stopped" })];

	it("are counted by state, worst first", () => {
		expect(serviceCounts(services)).toEqual([
			{ state: "stopped", count: 1 },
			{ state: "backing-off", count: 1 },
			{ state: "running", count: 1 },
		]);
	});

	it.each([
		["1 stopped", "bad", services],
		["1 backing off", "warn", services.slice(0, 2)],
		["1 paused", "paused", [service("api"), service("producer", { state: "paused" })]],
		["1 unheard of", "warn", [service("api"), service("producer", { state: "UNHEARD_OF" as never })]],
		["2 up", "ok", [service("api"), service("fraud")]],
	])("are %s at worst", (word, tone, all) => {
		expect(worstOfServices(all)).toMatchObject({ word, tone });
	});

	it("are not said to be up where none is known", () => {
		expect(worstOfServices([])).toBeUndefined();
	});
});
