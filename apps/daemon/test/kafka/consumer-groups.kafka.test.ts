import { beforeAll, describe, expect, it } from "vitest";
import { describeGroup, parseGroups, resetGroup } from "./consumer-groups.ts";
import { findControl } from "./control.ts";
import { createTopic, plainClient, produce } from "./plain-client.ts";

const control = findControl();

describe.skipIf(control === undefined)("what kafka-consumer-groups prints", () => {
	const kafka = plainClient();
	let topic = "";
	const group = `group-${Date.now()}`;

	beforeAll(async () => {
		topic = await createTopic(kafka, 2);
		const three = ["a", "b", "c"].map((value) => ({ value, partition: 0 }));
		await produce(kafka, topic, [...three, { value: "d", partition: 1 }]);
	});

	it("lists nothing of a group that does not exist", async () => {
		expect(await rowsOf("no-such-group")).toEqual([]);
	});

	it("lists what a group without members has committed", async () => {
		await reset("--topic", `${topic}:0`, "--to-offset", "1");
		expect(await rowsOf(group)).toEqual([{ topic, partition: 0, committed: 1, end: 3, lag: 2, owner: undefined }]);
	});

	it("lists every partition that a member reads, with or without a commit, and names the member", async () => {
		const owner = "the-member";
		const member = plainClient({ clientId: owner }).consumer({ groupId: group, maxWaitTimeInMs: 100 });
		await member.connect();
		await member.subscribe({ topic, fromBeginning: true });
		const joined = new Promise((resolve) => member.on("consumer.group_join", resolve));
		await member.run({ autoCommit: false, eachBatch: async () => {} });
		await joined;
		await expect
			.poll(() => rowsOf(group))
			.toEqual([
				{ topic, partition: 0, committed: 1, end: 3, lag: 2, owner },
				{ topic, partition: 1, committed: undefined, end: 1, lag: undefined, owner },
			]);
		await expect(reset("--topic", topic, "--to-earliest")).rejects.toThrow(/current state is Stable|inactive/);
		await member.disconnect();
	});

	it("lists all groups at once, each below a heading, whatever columns a release adds", () => {
		const table = (name: string) =>
			`\nGROUP TOPIC PARTITION LEADER-EPOCH CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\n${name} t 0 - 5 7 2 - - -\n`;
		const row = { topic: "t", partition: 0, committed: 5, end: 7, lag: 2, owner: undefined };
		expect([...parseGroups(table("a") + table("b"))]).toEqual([
			["a", [row]],
			["b", [row]],
		]);
	});

	async function rowsOf(id: string) {
		return control === undefined ? [] : await describeGroup(control, id);
	}
	async function reset(...how: readonly string[]): Promise<void> {
		if (control !== undefined) await resetGroup(control, group, ...how);
	}
});
