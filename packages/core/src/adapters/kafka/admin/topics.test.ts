import kafkajs from "kafkajs";
import { describe, expect, it } from "vitest";
import { StoreError } from "../../../ports/errors.ts";
import type { ClusterLink } from "../client/cluster.ts";
import type { Broker, Cluster } from "../client/kafkajs-internals.ts";
import { createTopicAdmin } from "./topics.ts";

const wanted = [{ topic: "orders", partitions: 6 }];

/**
 * A cluster whose brokers list these topics; `away`: it does not respond. The controller knows which exist, and lets the client create or not. A
 * broker that is asked for one that it does not know yet knows it at the next request.
 */
function clusterOf(brokers: (string[] | "away")[], { existing = [], mayCreate = true }: { existing?: string[]; mayCreate?: boolean } = {}) {
	const created: string[] = [];
	const of = (listed: string[] | "away"): Pick<Broker, "metadata" | "createTopics"> => ({
		async metadata(asked) {
			if (listed === "away") throw new StoreError("UNAVAILABLE", "away");
			const known = [...listed, ...created];
			if (asked.some((topic) => !known.includes(topic))) {
				listed.push(...existing);
				throw Object.assign(new Error("unknown"), { type: "UNKNOWN_TOPIC_OR_PARTITION" });
			}
			return { topicMetadata: known.map((topic) => ({ topic, partitionMetadata: [{ partitionId: 0, leader: 1 }] })) };
		},
		async createTopics({ topics }) {
			const failures = topics.flatMap(({ topic }) => {
				const type = !mayCreate ? "TOPIC_AUTHORIZATION_FAILED" : existing.includes(topic) ? "TOPIC_ALREADY_EXISTS" : undefined;
				return type === undefined ? [] : [Object.assign(new Error(type), { type, topic })];
			});
			created.push(...topics.map(({ topic }) => topic).filter((topic) => failures.every((each) => each.topic !== topic)));
			if (failures.length > 0) throw new kafkajs.KafkaJSAggregateError("create", failures);
		},
	});
	const cluster = {
		refreshMetadata: async () => undefined,
		getNodeIds: () => brokers.map((_, id) => String(id)),
		findBroker: async ({ nodeId }: { nodeId: string | number }) => of(brokers[Number(nodeId)] ?? "away"),
		findControllerBroker: async () => of([]),
	};
	// The parts of both that listing and creating topics use.
	const link = { use: async (_doing: string, act: (cluster: Cluster) => Promise<unknown>) => act(cluster as unknown as Cluster) };
	return { created, admin: createTopicAdmin(link as unknown as ClusterLink) };
}

describe("a topic", () => {
	it("is created where no broker lists it", async () => {
		const { admin, created } = clusterOf([[], [], []]);
		await admin.ensureTopics(wanted);
		expect(created).toEqual(["orders"]);
	});

	it("is left as it is where every broker lists it", async () => {
		const { admin, created } = clusterOf([["orders"], ["orders"]], { mayCreate: false });
		await admin.ensureTopics(wanted);
		expect(created).toEqual([]);
	});

	it.each([
		["the first", [["orders"], [], []]],
		["the last", [[], [], ["orders"]]],
	])("that was deleted is created again, though %s broker still lists it", async (_which, brokers) => {
		const { admin, created } = clusterOf(brokers);
		await admin.ensureTopics([...wanted, ...wanted]);
		expect(created).toEqual(["orders"]);
	});

	it("that one broker does not list yet is waited for, with or without the right to create it", async () => {
		for (const mayCreate of [true, false]) {
			const brokers: string[][] = [["orders"], []];
			const { admin, created } = clusterOf(brokers, { existing: ["orders"], mayCreate });
			await admin.ensureTopics(wanted);
			expect({ created, listed: brokers[1] }).toEqual({ created: [], listed: ["orders"] });
		}
	});

	it("that no broker lists is refused without the right to create it", async () => {
		const { admin } = clusterOf([[], []], { mayCreate: false });
		await expect(admin.ensureTopics(wanted)).rejects.toMatchObject({ code: "NOT_AUTHORIZED", message: /topic orders does not exist/ });
	});

	it("is known from the brokers that respond, and unknown where none does", async () => {
		const { admin, created } = clusterOf(["away", ["orders"], "away"]);
		await admin.ensureTopics(wanted);
		expect(created).toEqual([]);
		await expect(clusterOf(["away", "away"]).admin.ensureTopics(wanted)).rejects.toMatchObject({ code: "UNAVAILABLE" });
	});
});
