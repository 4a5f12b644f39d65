import fc from "fast-check";
import kafkajs from "kafkajs";
import { describe, expect, it } from "vitest";
import { coPartitioned, ownersOf } from "./assigner.ts";

const memberNames = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 9 });

describe("the assignment of partitions", () => {
	it("assigns every partition to one member, and to all members the same number, give or take one", () => {
		fc.assert(
			fc.property(memberNames, fc.integer({ min: 0, max: 24 }), (members, partitions) => {
				const owners = ownersOf(members, partitions);
				expect(owners).toHaveLength(partitions);
				const sizes = members.map((member) => owners.filter((owner) => owner === member).length);
				expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
			}),
		);
	});

	it("does not depend on the order of the members", () => {
		fc.assert(
			fc.property(memberNames, (members) => {
				expect(ownersOf(members.toReversed(), 6)).toEqual(ownersOf(members, 6));
			}),
		);
	});

	it("assigns the same partition of several topics to the same member", async () => {
		const partitions: Record<string, number> = { orders: 6, payments: 6, small: 2 };
		const { MemberAssignment } = kafkajs.AssignerProtocol;
		const assigner = coPartitioned({
			groupId: "g",
			logger: new kafkajs.Kafka({ brokers: ["unused:1"] }).logger(),
			// The one method that an assigner uses.
			cluster: {
				findTopicPartitionMetadata: (topic: string) => Array.from({ length: partitions[topic] ?? 0 }),
			} as never,
		});
		const members = ["a", "b", "c"].map((memberId) => ({
			memberId,
			memberMetadata: assigner.protocol({ topics: memberId === "c" ? ["orders", "payments", "small"] : ["orders", "payments"] }).metadata,
		}));
		const assignments = await assigner.assign({ members, topics: ["orders", "payments"] });
		const assigned = new Map(
			assignments.map(({ memberId, memberAssignment }) => [memberId, MemberAssignment.decode(memberAssignment)?.assignment ?? {}]),
		);
		for (const { orders, payments } of assigned.values()) expect(orders).toEqual(payments);
		expect([...assigned.values()].flatMap(({ orders = [] }) => orders).toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
		expect(assigned.get("c")).toMatchObject({ small: [0, 1] });
	});
});
