import { describe, expect, it } from "vitest";
import { countPartitions } from "./session.ts";

/** `rejects`: the brokers do not respond. `disconnects`: the member leaves before the response. */
function cluster({ rejects = false, disconnects = false }) {
	let known: readonly { partitionId: number; leader: number }[] | undefined = [{ partitionId: 0, leader: 1 }];
	return {
		async refreshMetadata() {
			if (disconnects) known = undefined;
			if (rejects) throw new Error("Closed connection");
			if (!disconnects) known = [0, 1, 2].map((partitionId) => ({ partitionId, leader: 1 }));
		},
		findTopicPartitionMetadata(topic: string) {
			if (known === undefined) throw new Error("Topic metadata not loaded");
			return topic === "orders" ? [...known] : [];
		},
	};
}

describe("the partitions that a member counts once it has joined", () => {
	it.each([
		["are those that the brokers know now", {}, 3],
		["are those that it joined with, where no broker responds", { rejects: true }, 1],
		["are none for one that disconnects meanwhile: nothing waits for the count, so that it must not reject", { disconnects: true }, 0],
		["are none for one whose connection ends meanwhile", { disconnects: true, rejects: true }, 0],
	])("%s", async (_name, faults, orders) => {
		expect(await countPartitions(cluster(faults), ["orders", "missing"])).toEqual(
			new Map([
				["orders", orders],
				["missing", 0],
			]),
		);
	});

	it("are none before it knows a cluster", async () => {
		expect(await countPartitions(undefined, ["orders"])).toEqual(new Map([["orders", 0]]));
	});
});
