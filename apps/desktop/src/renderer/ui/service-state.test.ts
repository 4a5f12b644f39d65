import { describe, expect, it } from "vitest";
import { service } from "../testing/order-fixture.ts";
import { isProducerStopped, producerLook, serviceCounts, serviceLook, worstOfServices } from "./service-state.ts";

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
		["1 paused", "paused", [service("producer", { state: "paused" }), service("fraud", { state: "paused" })]],
		["1 stopped", "t3", [service("api"), service("producer", { state: "paused" })]],
		["1 unheard of", "warn", [service("api"), service("producer", { state: "UNHEARD_OF" as never })]],
		["2 up", "ok", [service("api"), service("fraud")]],
	])("are %s at worst", (word, tone, all) => {
		expect(worstOfServices(all)).toMatchObject({ word, tone });
	});

	it("show a producer that an operator stopped by one word, which is not that of a paused group", () => {
		const stopped = service("producer", { state: "paused" });
		expect(serviceLook(stopped)).toMatchObject({ word: "Stopped", tone: "t3" });
		expect(producerLook({ running: false })).toEqual(serviceLook(stopped));
		expect(serviceLook(service("fraud", { state: "paused" })).word).toBe("Paused");
		expect(isProducerStopped([service("api"), stopped])).toBe(true);
		expect(isProducerStopped([service("producer"), stopped])).toBe(false);
		expect(isProducerStopped([service("api")])).toBe(false);
	});

	it("are not said to be up where none is known", () => {
		expect(worstOfServices([])).toBeUndefined();
	});
});
