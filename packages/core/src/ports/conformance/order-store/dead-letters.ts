/** Dead letters: lists by filter, and what is in each state. */
import { LETTER_STATES } from "@orderdeck/contracts/letters/states";
import { expect } from "vitest";
import { letter } from "../../order-store.samples.ts";
import type { OrderStore } from "../../order-store.ts";
import type { LetterFilter } from "../../queries/letters.ts";
import { ensure, one, pages, replace, type Test } from "./subject.ts";

const LETTERS = [
	letter("payments-group:0:1", { at: "2026-01-01T00:00:00.000Z", amount: 10.5, currency: "USD" }),
	letter("payments-group:1:1", { at: "2026-01-03T00:00:00.000Z", amount: 20, currency: "USD" }),
	letter("payments-group:1:2", { at: "2026-01-03T00:00:00.000Z", reason: "WRONG_SHAPE amount" }),
	letter("payments-group:2:0", { at: "2026-01-02T00:00:00.000Z", amount: 3_000, currency: "JPY" }),
	letter("fraud-group:0:0", { at: "2026-01-04T00:00:00.000Z", origin: { topic: "payments", partition: 1, offset: 1 } }),
	letter("fraud-group:0:1", { at: "2026-01-05T00:00:00.000Z", state: "DISCARDED", origin: null }),
];

async function filled(store: OrderStore): Promise<OrderStore> {
	await store.write(LETTERS.map((each) => ensure("dead_letters", each.letter_id, each)));
	return store;
}

async function idsOf(store: OrderStore, filter: LetterFilter): Promise<string[]> {
	const letters = await pages((cursor) => store.listLetters(filter, { limit: 2, cursor }));
	return letters.map(({ letter_id }) => letter_id);
}

async function groupsOf(store: OrderStore) {
	const groups = (await store.letterGroups("WAITING")).map(({ group, reason, currency, count, amount, oldest, newest }) => [
		`${group} ${reason} ${currency}`,
		{ count, amount: Number(amount), days: [oldest, newest].map((at) => new Date(at).getUTCDate()) },
	]);
	return Object.fromEntries(groups);
}

export function deadLetters(test: Test): void {
	test("lists dead letters newest first, those of one time by id, under any filters", async ({ store }) => {
		await filled(store);
		const all = LETTERS.map(({ letter_id }) => letter_id);
		const [first, second, other, yen, payment, discarded] = all;
		expect(await idsOf(store, {})).toEqual([discarded, payment, other, second, yen, first]);
		expect(await idsOf(store, { state: "WAITING" })).toEqual([payment, other, second, yen, first]);
		expect(await idsOf(store, { group: "payments-group", reason: "NOT_JSON" })).toEqual([second, yen, first]);
		expect(await idsOf(store, { topic: "payments" })).toEqual([payment]);
		expect(await idsOf(store, { topic: "orders", state: "DISCARDED" })).toEqual([]);
		const { next } = await store.listLetters({ state: "WAITING" }, { limit: 1 });
		await expect(store.listLetters({ state: "DISCARDED" }, { limit: 1, cursor: next })).rejects.toMatchObject({ code: "BAD_CURSOR" });
	});

	test("counts and sums the dead letters of a state by group, reason and currency, as they move", async ({ store }) => {
		await filled(store);
		expect(await groupsOf(store)).toEqual({
			"payments-group NOT_JSON USD": { count: 2, amount: 30.5, days: [1, 3] },
			"payments-group NOT_JSON JPY": { count: 1, amount: 3_000, days: [2, 2] },
			"payments-group WRONG_SHAPE amount undefined": { count: 1, amount: 0, days: [3, 3] },
			"fraud-group NOT_JSON undefined": { count: 1, amount: 0, days: [4, 4] },
		});
		expect(await store.letterStates()).toEqual({ WAITING: 5, DISCARDED: 1 });
		const { cas, doc } = await one(store, "dead_letters", "payments-group:1:1");
		await store.write([replace("dead_letters", "payments-group:1:1", { ...doc, state: "REDRIVING" }, cas)]);
		expect(await store.letterStates()).toEqual({ WAITING: 4, REDRIVING: 1, DISCARDED: 1 });
		expect(await groupsOf(store)).toMatchObject({ "payments-group NOT_JSON USD": { count: 1, amount: 10.5, days: [1, 1] } });
	});

	test("counts the dead letters of a state by the hour in which they failed, from a time on", async ({ store }) => {
		await filled(store);
		const late = letter("payments-group:3:0", { at: "2026-01-03T00:59:59.999Z" });
		await store.write([ensure("dead_letters", late.letter_id, late)]);
		const hours = async (from: string) =>
			(await store.letterHours("WAITING", Date.parse(from)))
				.map(({ group, reason, hour, count }) => `${group} ${reason} ${new Date(hour).toISOString().slice(0, 13)} ${count}`)
				.toSorted();
		expect(await hours("2026-01-02T00:00:00.000Z")).toEqual([
			"fraud-group NOT_JSON 2026-01-04T00 1",
			"payments-group NOT_JSON 2026-01-02T00 1",
			"payments-group NOT_JSON 2026-01-03T00 2",
			"payments-group WRONG_SHAPE amount 2026-01-03T00 1",
		]);
		expect(await hours("2026-01-03T00:00:00.001Z")).toEqual([
			"fraud-group NOT_JSON 2026-01-04T00 1",
			"payments-group NOT_JSON 2026-01-03T00 1",
		]);
		expect(await store.letterHours("REDRIVING", 0)).toEqual([]);
	});

	test("has no dead letters to begin with", async ({ store }) => {
		expect(await store.letterStates()).toEqual({});
		for (const state of LETTER_STATES) expect(await store.letterGroups(state)).toEqual([]);
	});
}
