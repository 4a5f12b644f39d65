/** Fraud alerts: the lists of the queue, what is in them, and what became of them. */
import type { AlertRecord, Verdict } from "@orderdeck/contracts/fraud/entities";
import { sortableInstant } from "@orderdeck/contracts/instant";
import fc from "fast-check";
import { expect } from "vitest";
import type { AlertDocument } from "../../documents.ts";
import { alert } from "../../order-store.samples.ts";
import type { OrderStore } from "../../order-store.ts";
import { ALERT_LIST_ORDERS, type AlertQuery, UNRESOLVED } from "../../queries/fraud.ts";
import { byCurrency, ensure, one, pages, replace, type Test } from "./subject.ts";

const claimed = (by: string, expires_at = "2026-01-02T01:00:00.000Z"): Partial<AlertRecord> => ({
	state: "CLAIMED",
	claim: { by, at: "2026-01-02T00:00:00.000Z", expires_at },
});
const resolved = (verdict: Verdict): Partial<AlertRecord> => ({
	state: "RESOLVED",
	resolution: { verdict, by: "olga", at: "2026-01-02T00:00:00.000Z", note: null, order: null, order_code: null },
});

async function fill(store: OrderStore, docs: readonly AlertDocument[]): Promise<void> {
	await store.write(docs.map((doc) => ensure("alerts", doc.alert_id, doc)));
}

async function change(store: OrderStore, id: string, fields: Partial<AlertRecord>): Promise<void> {
	const { cas, doc } = await one(store, "alerts", id);
	await store.write([replace("alerts", id, { ...doc, ...fields }, cas)]);
}

async function ids(store: OrderStore, query: Partial<AlertQuery>, limit = 2): Promise<string> {
	const read = (cursor: string | undefined) => store.listAlerts({ states: UNRESOLVED, order: "worst", ...query }, { limit, cursor });
	return (await pages(read)).map(({ alert_id }) => alert_id).join("");
}

const MOMENTS = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.500Z", "2026-01-02T10:30:00.123456Z"];
const alertArbitrary = fc
	.record({
		id: fc.integer({ min: 1, max: 300 }),
		score: fc.constantFrom(50, 62, 99),
		amount: fc.constantFrom(1, 300.5),
		raised_at: fc.constantFrom(...MOMENTS),
		stoppable: fc.boolean(),
		rule: fc.constantFrom("velocity", "amount-limit"),
		stage: fc.constantFrom<Partial<AlertRecord>>({}, claimed("olga"), claimed("otto"), resolved("VALUABLE")),
	})
	.map(({ id, stage, ...fields }) => alert(String(id), { ...fields, ...stage }));
const queryArbitrary: fc.Arbitrary<AlertQuery> = fc.record(
	{
		states: fc.subarray(["OPEN", "CLAIMED", "RESOLVED"] as const, { minLength: 1 }),
		order: fc.constantFrom(...ALERT_LIST_ORDERS),
		stoppable: fc.boolean(),
		rule: fc.constantFrom("velocity", "amount-limit", "other"),
		claimedBy: fc.constantFrom("olga", "otto"),
	},
	{ requiredKeys: ["states", "order"] },
);

/** What the list must be, without an index. */
function expected(docs: readonly AlertRecord[], { states, order, stoppable, rule, claimedBy }: AlertQuery): string[] {
	const found = docs.filter(
		(doc) =>
			states.includes(doc.state) &&
			doc.stoppable === (stoppable ?? doc.stoppable) &&
			doc.rule === (rule ?? doc.rule) &&
			(claimedBy === undefined || doc.claim?.by === claimedBy),
	);
	const age = (a: AlertRecord, b: AlertRecord) =>
		sortableInstant(a.raised_at) - sortableInstant(b.raised_at) || (a.alert_id < b.alert_id ? -1 : 1);
	const worst = (a: AlertRecord, b: AlertRecord) =>
		Number(b.stoppable) - Number(a.stoppable) || b.score - a.score || b.amount - a.amount || age(a, b);
	return found.toSorted(order === "worst" ? worst : (a, b) => (order === "newest" ? age(b, a) : age(a, b))).map(({ alert_id }) => alert_id);
}

export function alerts(test: Test): void {
	alertLists(test);
	alertSums(test);
	alertsFound(test);
}

function alertLists(test: Test): void {
	test("lists alerts worst first: stoppable, score, amount, the older; or by age", async ({ store }) => {
		const docs = [
			alert("a", { score: 50, amount: 900.1, raised_at: "2026-01-03T00:00:00Z" }),
			alert("b", { score: 90, amount: 100.2, raised_at: "2026-01-01T00:00:00Z", ...claimed("olga") }),
			alert("c", { score: 90, amount: 400, raised_at: "2026-01-02T00:00:00Z" }),
			alert("d", { score: 90, amount: 100.2, raised_at: "2026-01-04T00:00:00Z" }),
			alert("e", { score: 99, amount: 1, raised_at: "2026-01-05T00:00:00Z", ...resolved("VALUABLE") }),
			alert("f", { score: 99, amount: 999, raised_at: "2026-01-06T00:00:00Z", stoppable: false }),
		];
		await fill(store, docs);
		await fill(store, docs);
		expect(await ids(store, {})).toBe("cbdaf");
		expect(await ids(store, { order: "newest" })).toBe("fdacb");
		expect(await ids(store, { order: "oldest" })).toBe("bcadf");
		expect(await ids(store, { stoppable: false })).toBe("f");
		expect(await ids(store, { claimedBy: "olga" })).toBe("b");
		expect(await ids(store, { claimedBy: "otto" })).toBe("");
		await change(store, "c", resolved("FALSE_POSITIVE"));
		await change(store, "b", { state: "OPEN", claim: null, stoppable: false });
		expect(await ids(store, {})).toBe("dafb");
		expect(await ids(store, { states: ["RESOLVED"] })).toBe("ec");
	});

	test("lists alerts of earlier versions, as those whose order can no longer be stopped", async ({ store }) => {
		const { alert_id, order_id, rule, reason, score, amount, country, raised_at, state } = alert("old", { score: 99 });
		await fill(store, [{ alert_id, order_id, rule, reason, score, amount, country, raised_at, state }, alert("new", { score: 1 })]);
		expect(await ids(store, {}, 1)).toBe("newold");
		expect(byCurrency(await store.alertTotals())).toEqual({ USD: { count: 1, amount: 1 }, undefined: { count: 1, amount: 1 } });
		expect((await store.alertTotals()).map(({ stoppable }) => stoppable).toSorted()).toEqual([false, true]);
	});

	test("lists the same as a list without an index, whatever is filtered, page by page", async ({ store }) => {
		const docs = fc.sample(alertArbitrary, { numRuns: 60, seed: 5 });
		await fill(store, docs);
		const kept = [...new Map(docs.toReversed().map((doc) => [doc.alert_id, doc])).values()];
		for (const query of fc.sample(queryArbitrary, { numRuns: 40, seed: 6 })) {
			const listed = await pages((cursor) => store.listAlerts(query, { limit: 7, cursor }));
			expect(
				listed.map(({ alert_id }) => alert_id),
				JSON.stringify(query),
			).toEqual(expected(kept, query));
		}
	});

	test("refuses the cursor of another list of alerts", async ({ store }) => {
		await fill(store, [alert("a", {}), alert("b", {})]);
		const query = { states: UNRESOLVED, order: "worst" } as const;
		const { next } = await store.listAlerts(query, { limit: 1 });
		expect(next).toBeDefined();
		for (const other of [{ states: ["OPEN"] }, { order: "newest" }, { rule: "r" }, { stoppable: true }, { claimedBy: "olga" }] as const) {
			const refused = store.listAlerts({ ...query, ...other }, { limit: 1, cursor: next });
			await expect(refused, JSON.stringify(other)).rejects.toMatchObject({ code: "BAD_CURSOR" });
		}
	});
}

function alertSums(test: Test): void {
	test("sums alerts by state, whether their order can be stopped, and currency, each exactly in its minor unit", async ({ store }) => {
		const { currency: _none, ...stored } = alert("h", { amount: 2.5 });
		await fill(store, [
			alert("a", { amount: 100 }),
			alert("b", { amount: 1.005 }),
			alert("c", { amount: 30_000, currency: "JPY", ...claimed("olga") }),
			alert("d", { amount: 0.1, currency: "KWD" }),
			alert("e", { amount: 1.235, currency: "KWD", stoppable: false }),
			alert("f", { amount: 7, currency: "XXX1" }),
			alert("g", { amount: 8, currency: "EUR", ...resolved("VALUABLE") }),
			stored,
		]);
		const totals = async () =>
			Object.fromEntries(
				(await store.alertTotals()).map(({ state, stoppable, currency, count, amount }) => [
					`${state} ${stoppable} ${currency}`,
					[count, Number(amount)],
				]),
			);
		const open = {
			"OPEN true USD": [2, 101.01],
			"OPEN true KWD": [1, 0.1],
			"OPEN false KWD": [1, 1.235],
			"OPEN true XXX1": [1, 7],
			"OPEN true undefined": [1, 2.5],
		};
		expect(await totals()).toEqual({ ...open, "CLAIMED true JPY": [1, 30_000], "RESOLVED true EUR": [1, 8] });
		await change(store, "c", { ...resolved("VALUABLE"), claim: null, stoppable: false });
		await change(store, "g", { state: "OPEN", resolution: null });
		expect(await totals()).toEqual({ ...open, "OPEN true EUR": [1, 8], "RESOLVED false JPY": [1, 30_000] });
	});

	test("sums what an operator has claimed and still holds", async ({ store }) => {
		const now = Date.parse("2026-01-02T00:30:00.000Z");
		await fill(store, [
			alert("a", { amount: 10.5, ...claimed("olga") }),
			alert("b", { amount: 2, currency: "JPY", ...claimed("olga") }),
			alert("c", { amount: 3, ...claimed("olga", "2026-01-02T00:30:00.000Z") }),
			alert("d", { amount: 4, ...claimed("otto") }),
			alert("e", { amount: 5 }),
		]);
		expect(byCurrency(await store.claimedTotals("olga", now))).toEqual({ USD: { count: 1, amount: 10.5 }, JPY: { count: 1, amount: 2 } });
		expect(await store.claimedTotals("nobody", now)).toEqual([]);
	});

	test("counts alerts by rule, hour, outcome and currency as they move, and those of each rule that are not resolved", async ({
		store,
	}) => {
		await fill(store, [
			alert("a", { raised_at: "2026-01-01T10:00:00.000Z", amount: 1.5 }),
			alert("b", { raised_at: "2026-01-01T10:59:59.999Z", amount: 2 }),
			alert("c", { raised_at: "2026-01-01T11:00:00.000Z", rule: "s", ...claimed("olga") }),
			alert("d", { raised_at: "2026-01-01T09:00:00.000Z", ...resolved("VALUABLE") }),
		]);
		const hours = async (from: string) =>
			(await store.ruleHours(Date.parse(from)))
				.map(({ rule, hour, outcome, currency, count, amount }) =>
					[rule, new Date(hour).toISOString().slice(11, 13), outcome, currency, count, Number(amount)].join(" "),
				)
				.toSorted();
		const others = ["r 09 VALUABLE USD 1 1", "s 11 CLAIMED USD 1 1"];
		expect(await hours("2026-01-01T09:00:00.000Z")).toEqual([others[0], "r 10 OPEN USD 2 3.5", others[1]]);
		expect(await hours("2026-01-01T11:00:00.000Z")).toEqual([others[1]]);
		expect(await store.openByRule()).toEqual({ r: 2, s: 1 });
		await change(store, "a", resolved("CONFIRMED_FRAUD"));
		expect(await hours("2026-01-01T09:00:00.000Z")).toEqual([others[0], "r 10 CONFIRMED_FRAUD USD 1 1.5", "r 10 OPEN USD 1 2", others[1]]);
		await change(store, "b", resolved("FALSE_POSITIVE"));
		expect(await store.openByRule()).toEqual({ s: 1 });
	});

	test("has no alerts to begin with", async ({ store }) => {
		expect(await store.alertTotals()).toEqual([]);
		expect(await store.openByRule()).toEqual({});
		expect(await store.ruleHours(0)).toEqual([]);
	});
}

function alertsFound(test: Test): void {
	test("finds the claims that are over, the first first", async ({ store }) => {
		await fill(store, [
			alert("a", claimed("olga", "2026-01-02T01:00:00.000Z")),
			alert("b", claimed("otto", "2026-01-02T00:30:00.000Z")),
			alert("c", claimed("olga", "2026-01-02T01:00:00.001Z")),
			alert("d", {}),
		]);
		const over = async (at: string, limit = 10) => (await store.claimsExpired(Date.parse(at), limit)).map(({ alert_id }) => alert_id);
		expect(await over("2026-01-02T01:00:00.000Z")).toEqual(["b", "a"]);
		expect(await over("2026-01-02T01:00:00.000Z", 1)).toEqual(["b"]);
		expect(await over("2026-01-02T00:29:59.999Z")).toEqual([]);
		await change(store, "b", { state: "OPEN", claim: null });
		expect(await over("2026-01-02T01:00:00.000Z")).toEqual(["a"]);
	});

	test("finds the alerts that operators have changed since a time, the first changed first", async ({ store }) => {
		await fill(store, [
			alert("a", { changed_at: "2026-01-02T00:00:00.002Z" }),
			alert("b", { changed_at: "2026-01-02T00:00:00.001Z" }),
			alert("c", { changed_at: "2026-01-02T00:00:00.000Z" }),
			alert("d", {}),
		]);
		const since = Date.parse("2026-01-02T00:00:00.001Z");
		const changed = async (limit: number) => (await store.alertsChangedSince(since, limit)).map(({ alert_id }) => alert_id);
		expect(await changed(10)).toEqual(["b", "a"]);
		expect(await changed(1)).toEqual(["b"]);
		await change(store, "d", { changed_at: "2026-01-02T00:00:00.003Z" });
		expect(await changed(10)).toEqual(["b", "a", "d"]);
	});

	test("finds the alerts of an order with their versions, whether its id is a number or text", async ({ store }) => {
		await fill(store, [alert("a", { order_id: 7 }), alert("b", { order_id: "7" }), alert("c", { order_id: 77 })]);
		const found = await store.alertsOf("7");
		expect(found.map(({ doc }) => doc.alert_id).toSorted()).toEqual(["a", "b"]);
		await store.write(found.map(({ doc, cas }) => replace("alerts", doc.alert_id, { ...doc, version: 1 }, cas)));
		expect((await store.alertsOf("7")).map(({ doc }) => doc.version)).toEqual([1, 1]);
		expect(await store.alertsOf("8")).toEqual([]);
	});

	test("lists the verdicts on alerts raised since a time, and counts those of a rule and country", async ({ store }) => {
		const day = (date: number) => ({ raised_at: `2026-01-0${date}T12:00:00.000Z` });
		await fill(store, [
			alert("a", { ...day(3), order_id: 1, ...resolved("VALUABLE") }),
			alert("b", { ...day(2), order_id: "2", rule: "s", ...resolved("CONFIRMED_FRAUD") }),
			alert("c", { ...day(2), order_id: 3, ...resolved("CONFIRMED_FRAUD") }),
			alert("d", { ...day(2), country: "DE", ...resolved("VALUABLE") }),
			alert("e", { ...day(1), ...resolved("FALSE_POSITIVE") }),
			alert("f", { ...day(3), ...claimed("olga") }),
		]);
		const from = Date.parse("2026-01-02T00:00:00.000Z");
		const listed = async () => pages((cursor) => store.verdicts(from, { limit: 2, cursor }));
		expect(await listed()).toEqual([
			{ order_id: "2", rule: "s", verdict: "CONFIRMED_FRAUD" },
			{ order_id: "3", rule: "r", verdict: "CONFIRMED_FRAUD" },
			{ order_id: "d", rule: "r", verdict: "VALUABLE" },
			{ order_id: "1", rule: "r", verdict: "VALUABLE" },
		]);
		expect(await store.similarVerdicts({ rule: "r", country: "BR", from })).toEqual({ VALUABLE: 1, CONFIRMED_FRAUD: 1 });
		await change(store, "c", { ...claimed("olga"), resolution: null });
		expect(await listed()).toHaveLength(3);
		expect(await store.similarVerdicts({ rule: "r", country: "BR", from })).toEqual({ VALUABLE: 1 });
		expect(await store.similarVerdicts({ rule: "nothing", country: "BR", from })).toEqual({});
	});
}
