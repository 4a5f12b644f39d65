import { deadLetterTopic } from "@orderdeck/contracts/topics";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TemporaryBackend, temporaryBackend } from "../adapters/sqlite/temporary-backend.ts";
import type { NewRecord } from "../ports/event-log.ts";
import { indexLetters, type LetterIndexDeps } from "./letter-index.ts";

const GROUP = "payments-group";
const TOPIC = deadLetterTopic(GROUP);

let backend: TemporaryBackend;
let deps: LetterIndexDeps;
beforeEach(async () => {
	backend = await temporaryBackend();
	deps = { ...backend, onUnreadable: () => undefined };
	await backend.log.ensureTopics([{ topic: TOPIC, partitions: 3 }]);
});
afterEach(async () => {
	await backend[Symbol.asyncDispose]();
});

function letters(count: number, first = 0): NewRecord[] {
	return Array.from({ length: count }, (_, n) => ({
		topic: TOPIC,
		key: String(first + n),
		value: null,
		headers: { dlq_reason: "NO_VALUE" },
	}));
}

async function indexAll(): Promise<void> {
	while ((await indexLetters(deps, GROUP)) > 0);
}

async function waiting(): Promise<number> {
	return (await backend.store.letterStates()).WAITING ?? 0;
}

describe("the index of dead letters", () => {
	it("has every letter once, however often and from where it is read", async () => {
		await backend.log.append(letters(700));
		await indexAll();
		expect(await waiting()).toBe(700);
		expect(await indexLetters(deps, GROUP)).toBe(0);
		await backend.log.append(letters(5, 700));
		await indexAll();
		expect(await waiting()).toBe(705);
	});

	it("keeps what became of a letter when its position is lost and all are read again", async () => {
		await backend.log.append(letters(1));
		await indexAll();
		const [first] = (await backend.store.listLetters({}, { limit: 1 })).items;
		const [read] = await backend.store.get("dead_letters", [first?.letter_id ?? ""]);
		const [positions] = await backend.store.get("letter_positions", [GROUP]);
		if (first === undefined || read === undefined || positions === undefined) throw new Error("there is no letter");
		await backend.store.write([
			{ op: "replace", collection: "dead_letters", key: first.letter_id, doc: { ...first, state: "DISCARDED" }, cas: read.cas },
			{ op: "replace", collection: "letter_positions", key: GROUP, doc: { group: GROUP, next: {} }, cas: positions.cas },
		]);
		await indexAll();
		expect(await backend.store.letterStates()).toEqual({ DISCARDED: 1 });
	});

	it("is refused to the second of two processes that read the same letters, which then goes on", async () => {
		await backend.log.append(letters(40));
		const both = await Promise.allSettled([indexLetters(deps, GROUP), indexLetters(deps, GROUP)]);
		expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
		await indexAll();
		expect(await waiting()).toBe(40);
	});

	it("goes on behind the letters that retention has deleted", async () => {
		await backend.log.append(letters(10));
		await backend.log.retain(Number.MAX_SAFE_INTEGER);
		await backend.log.append(letters(2, 10));
		await indexAll();
		expect(await waiting()).toBe(2);
	});
});
