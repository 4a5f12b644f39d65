import { describe, expect, it } from "vitest";
import { service } from "../../testing/order-fixture.ts";
import { byFlow } from "./service-words.ts";

describe("services", () => {
	it("stand in the order of the flow, instances of one role by name", () => {
		const services = [service("api"), service("fraud", { instance: "b" }), service("fraud", { instance: "a" }), service("producer")];
		expect(services.toSorted(byFlow).map(({ role, instance }) => `${role} ${instance}`)).toEqual([
			"producer daemon-1",
			"fraud a",
			"fraud b",
			"api daemon-1",
		]);
	});
});
