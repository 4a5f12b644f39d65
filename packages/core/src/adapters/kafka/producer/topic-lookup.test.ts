import { describe, expect, it } from "vitest";
import { AppendRefused, StoreError } from "../../../ports/errors.ts";
import { createTopicLookup } from "./topic-lookup.ts";

/** A cluster whose cached metadata and whose brokers may differ. */
function cluster(initial: { cached: boolean; known: boolean }) {
	const state = { ...initial };
	const lookup = createTopicLookup(
		{
			partitionsOf: async () => {
				if (!state.cached) throw new StoreError("UNKNOWN_TOPIC", "unknown");
				return [{ partitionId: 0, leader: 1 }];
			},
			isKnown: async () => state.known,
		},
		1_000,
	);
	return { state, lookup };
}

describe("a topic to append to", () => {
	it("that no broker knows is refused: as deleted where it was known before", async () => {
		const { state, lookup } = cluster({ cached: false, known: false });
		const appending = lookup.partitionsOf("t");
		await expect(appending).rejects.toBeInstanceOf(AppendRefused);
		await expect(appending).rejects.toMatchObject({ code: "UNKNOWN_TOPIC" });
		Object.assign(state, { cached: true, known: true });
		expect(await lookup.partitionsOf("t")).toBe(1);
		Object.assign(state, { cached: false, known: false });
		await expect(lookup.partitionsOf("t")).rejects.toMatchObject({ name: "AppendRefused", code: "TOPIC_DELETED" });
	});

	it("that one broker does not know yet passes", async () => {
		const { lookup } = cluster({ cached: false, known: true });
		await expect(lookup.partitionsOf("t")).rejects.toMatchObject({ name: "StoreError", code: "UNAVAILABLE" });
	});

	it("is looked up on all brokers after a failed append, whatever the cached metadata", async () => {
		const { state, lookup } = cluster({ cached: true, known: true });
		await lookup.partitionsOf("t");
		state.known = false;
		expect(await lookup.partitionsOf("t")).toBe(1);
		lookup.suspect("t");
		for (const _ of [1, 2]) await expect(lookup.partitionsOf("t")).rejects.toMatchObject({ code: "TOPIC_DELETED" });
		state.known = true;
		expect(await lookup.partitionsOf("t")).toBe(1);
	});
});
