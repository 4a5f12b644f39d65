import type { BacktestResult } from "@orderdeck/contracts/backtests/entities";
import { startBacktestSchema } from "@orderdeck/contracts/backtests/requests";
import { AppError } from "@orderdeck/contracts/errors";
import type { Order, OrderEvent } from "@orderdeck/contracts/events";
import type { Verdict } from "@orderdeck/contracts/fraud/entities";
import type { RuleVersion } from "@orderdeck/contracts/rules/entities";
import { describe, expect, it } from "vitest";
import type { BacktestDocument } from "../../domain/backtest/document.ts";
import { isoOf } from "../../domain/instant.ts";
import { chunkKey, LEASE_MS, linesOf } from "../../domain/job.ts";
import { defaultBook, RULE_BOOK_KEY } from "../../domain/rule-book.ts";
import type { Collection } from "../../ports/documents.ts";
import { analyticsStep } from "../../steps/analytics.ts";
import { cancelled, created } from "../../steps/events.fixture.ts";
import { fraudStep } from "../../steps/fraud.ts";
import { turnOfTheLoop } from "../../steps/manual-clock.fixture.ts";
import { World } from "../../steps/steps.fixture.ts";
import { auditOf, BY_OPERATOR, commandsIn, contextOf } from "../commands.fixture.ts";
import type { CommandContext } from "../context.ts";
import { backtestKind } from "./backtest.ts";

const COUNTRIES = ["US", "DE", "BR", "CA"];
const HIGH = "high-amount-risky-country";

/** Orders of a few customers within minutes of the world's time, some of them cancelled, in two currencies. */
function ordersOf(world: World, count: number): OrderEvent[] {
	return Array.from({ length: count }, (_, n) => {
		const fields: Partial<Order> = {
			customer_id: n % 7,
			amount: 100 + ((n * 37) % 500),
			currency: n % 11 === 0 ? "EUR" : "USD",
			country: COUNTRIES[n % 4] ?? "US",
			status: n % 13 === 0 ? "CANCELLED" : "CREATED",
			created_at: isoOf(world.clock.now() - 3_600_000 + ((n * 7919) % 3_600) * 1000),
		};
		return created(n + 1, fields);
	});
}

async function recorded(world: World, events: readonly OrderEvent[]): Promise<void> {
	await world.publish(...events);
	await world.run(fraudStep);
	await world.run(analyticsStep);
}

/** The rules of a shop that has never changed them, each with these changes. */
async function storeRules(world: World, changes: Readonly<Record<string, Partial<RuleVersion>>>): Promise<void> {
	const book = defaultBook("USD");
	const rules = book.rules.map((rule) => ({
		...rule,
		versions: rule.versions.map((version) => ({ ...version, ...changes[rule.id] })),
	}));
	await world.store.write([{ op: "insert", collection: "rules", key: RULE_BOOK_KEY, doc: { rules } }]);
}

/** Starts a backtest, and returns its document once its job has ended. */
async function tested(
	world: World,
	input: unknown,
	context: CommandContext = contextOf(world),
): Promise<BacktestDocument & { result: BacktestResult }> {
	const { execute, jobs } = commandsIn(context);
	const { job_id } = await execute("startBacktest", startBacktestSchema.parse(input), BY_OPERATOR);
	await jobs.idle();
	expect(await world.doc("jobs", job_id)).toMatchObject({ state: "DONE", error: null });
	const doc = await world.doc("backtests", job_id);
	if (doc?.result == null) throw new Error("the backtest has no result");
	return { ...doc, result: doc.result };
}

async function linesIn(world: World, jobId: string): Promise<string[]> {
	const job = await world.doc("jobs", jobId);
	if (job === undefined) throw new Error(`there is no job ${jobId}`);
	const keys = Array.from({ length: job.chunks }, (_, index) => chunkKey(jobId, index));
	const chunks = keys.length === 0 ? [] : await world.store.get("job_chunks", keys);
	return chunks
		.flatMap((chunk) => (chunk === undefined ? [] : linesOf(job, chunk.doc)))
		.map(({ id, outcome, why }) => `${id} ${outcome} ${why}`);
}

function timeOf(event: OrderEvent): string {
	return event.type === "ORDER_CREATED" ? event.data.created_at : event.time;
}

async function alertsRaised(world: World, rule: string): Promise<string[]> {
	return (await world.events("fraud-alerts")).flatMap(({ id }) => (id.endsWith(`:${rule}`) ? [id.split(":")[0] ?? ""] : [])).toSorted();
}

describe("a backtest of the rules that were live", () => {
	const RULES = [HIGH, "amount-limit"];

	it.each(RULES)("flags exactly the orders that %s raised alerts on", async (rule) => {
		await using world = await World.open();
		await storeRules(world, { [rule]: { enabled: true } });
		await recorded(world, ordersOf(world, 400));
		const raised = await alertsRaised(world, rule);
		const { job_id, today, result } = await tested(world, { days: 1, rules: [{ id: rule, enabled: false }] });
		expect(today.map(({ id, version }) => ({ id, version }))).toEqual([{ id: rule, version: 1 }]);
		expect(raised.length).toBeGreaterThan(10);
		expect((await linesIn(world, job_id)).map((line) => line.split(" ")[0]).toSorted()).toEqual(raised);
		expect(result).toMatchObject({
			orders: 400,
			today: { alerts: raised.length },
			draft: { alerts: 0 },
			lost_total: { alerts: raised.length },
		});
	});

	it("flags exactly the orders that velocity raised alerts on, however they arrived within the window", async () => {
		await using world = await World.open();
		await storeRules(world, { velocity: { enabled: true } });
		const events = ordersOf(world, 400).toSorted((a, b) => Number(timeOf(a) > timeOf(b)) - Number(timeOf(a) < timeOf(b)));
		// Some at a time: the step counts an order that is later than the window among fewer.
		for (let first = 0; first < events.length; first += 40) await recorded(world, events.slice(first, first + 40).toReversed());
		const raised = await alertsRaised(world, "velocity");
		const { job_id } = await tested(world, { days: 1, rules: [{ id: "velocity", enabled: false }] });
		expect(raised.length).toBeGreaterThan(10);
		expect((await linesIn(world, job_id)).map((line) => line.split(" ")[0]).toSorted()).toEqual(raised);
	});
});

describe("a backtest", () => {
	it("has the figures of a direct count of what is recorded now", async () => {
		await using world = await World.open();
		const events = ordersOf(world, 300);
		await recorded(world, [...events, cancelled(2)]);
		const { result, draft } = await tested(world, {
			days: 1,
			rules: [
				{ id: "amount-limit", limit: 480 },
				{ kind: "velocity", limit: 2, window_ms: 60_000 },
			],
		});
		expect(draft.map(({ id, name, version }) => ({ id, name, version }))).toEqual([
			{ id: "amount-limit", name: "Amount limit", version: null },
			{ id: null, name: "draft 2", version: null },
		]);
		const orders = events.flatMap(({ type, data }) => (type === "ORDER_CREATED" ? [data] : []));
		const at = (order: Order) => Date.parse(order.created_at);
		const taking = orders.filter(({ status }) => status !== "CANCELLED");
		const beyond = taking.filter(({ amount, currency }) => currency === "USD" && amount > 480);
		const often = taking.filter(
			(order) =>
				orders.filter((each) => each.customer_id === order.customer_id && at(each) <= at(order) && at(each) > at(order) - 60_000).length >
				2,
		);
		const sum = (currency: string) =>
			[...beyond, ...often].filter((order) => order.currency === currency).reduce((total, { amount }) => total + amount, 0);
		expect(result).toMatchObject({ orders: 300, today: { alerts: 0 }, draft: { alerts: beyond.length + often.length } });
		expect(result.draft.by_currency).toEqual({ USD: sum("USD"), ...(sum("EUR") === 0 ? {} : { EUR: sum("EUR") }) });
		expect(Object.values(result.fates).reduce((total, count) => total + count, 0)).toBe(new Set([...beyond, ...often]).size);
		expect(result.coverage.orders_without_field).toBe(orders.filter(({ currency }) => currency !== "USD").length);
	});

	it("counts an order whose clock is ahead when the log accepted it, as the live step does", async () => {
		await using world = await World.open();
		const at = (minutes: number) => isoOf(Date.UTC(2026, 0, 5, 12, minutes));
		await recorded(world, [
			created("ahead", { created_at: at(5) }),
			created("x", { created_at: at(-1) }),
			created("y", { created_at: at(-1) }),
		]);
		const rules = [{ kind: "velocity", limit: 2, window_ms: 120_000 }];
		const { job_id } = await tested(world, { from: at(0), to: at(1), rules });
		expect(await linesIn(world, job_id)).toEqual([expect.stringMatching(/^ahead done gained: draft 1, score /)]);
	});

	it("knows the verdicts on alerts, page by page", async () => {
		await using world = await World.open();
		await recorded(
			world,
			[1, 2, 3].map((id) => created(id, { amount: 400, country: "DE" })),
		);
		const verdicts: readonly [string, Verdict][] = [
			["1", "FALSE_POSITIVE"],
			["1", "CONFIRMED_FRAUD"],
			["2", "VALUABLE"],
		];
		const context = contextOf(world);
		const store: CommandContext["store"] = {
			...context.store,
			verdicts: async (_from, { cursor = "0" }) => {
				const [order_id = "", verdict = "VALUABLE"] = verdicts[Number(cursor)] ?? [];
				const next = Number(cursor) + 1;
				return { items: [{ order_id, rule: HIGH, verdict }], next: next < verdicts.length ? String(next) : undefined };
			},
		};
		const { result } = await tested(world, { days: 1, rules: [{ id: HIGH, limit: 500 }] }, { ...context, store });
		expect(result.lost.map(({ order_id, known_as }) => [order_id, known_as])).toEqual([
			[1, "CONFIRMED_FRAUD"],
			[2, "VALUABLE"],
			[3, "NOT_RESOLVED"],
		]);
		expect(result).toMatchObject({
			today: { alerts: 3, resolved: 2, confirmed: 1 },
			confirmed_lost: 1,
			confirmed_lost_money: { amount: 400 },
		});
	});

	it("lists each change as a result of its job, in the order of events, however many there are", async () => {
		await using world = await World.open();
		await recorded(
			world,
			Array.from({ length: 450 }, (_, id) => created(id + 1000, { amount: 400, country: "US" })),
		);
		const { job_id, result } = await tested(world, { days: 1, rules: [{ id: HIGH, safe_countries: [] }] });
		expect(result.gained_total.alerts).toBe(450);
		const lines = await linesIn(world, job_id);
		expect(lines).toHaveLength(450);
		expect(lines[0]).toBe(`1000 done gained: ${HIGH}, score ${result.gained[0]?.score}`);
		expect(new Set(lines).size).toBe(450);
	});

	it.each([{ atomic: true }, { atomic: false }])("writes nothing but its result (one system: $atomic)", async ({ atomic }) => {
		await using world = await World.open({ atomic });
		await recorded(world, ordersOf(world, 50));
		const context = contextOf(world);
		const written: string[] = [];
		const work: CommandContext["work"] = {
			atomic: context.work.atomic,
			apply(unit) {
				written.push(...unit.writes.map(({ collection }) => collection), ...unit.records.map(({ topic }) => topic));
				return context.work.apply(unit);
			},
		};
		const before = await world.records("orders", "fraud-alerts", "payments", "inventory");
		await tested(
			world,
			{ days: 1, rules: ["amount-limit"] },
			{ ...contextOf({ ...world, log: world.log, store: world.store, work, clock: world.clock }) },
		);
		expect(new Set(written)).toEqual(new Set<Collection>(["backtests", "jobs", "job_chunks", "audit"]));
		expect(await world.records("orders", "fraud-alerts", "payments", "inventory")).toEqual(before);
		expect((await auditOf(world)).map(({ action, target, actor }) => ({ action, target: target.split(":")[0], actor }))).toEqual([
			{ action: "rules.backtest", target: "job", actor: "olga" },
		]);
	});

	it("stops when it is cancelled, and has no result", async () => {
		await using world = await World.open();
		await recorded(world, ordersOf(world, 1_200));
		const context = contextOf(world);
		let pages = 0;
		const store: CommandContext["store"] = {
			...context.store,
			async scanFacts(range, page) {
				pages += 1;
				const facts = await context.store.scanFacts(range, page);
				const [job] = await world.store.listJobs({ limit: 1 });
				if (pages === 2) await commands.execute("cancelJob", { id: job?.job_id ?? "" }, BY_OPERATOR);
				return facts;
			},
		};
		const commands = commandsIn({ ...context, store });
		const { job_id } = await commands.execute("startBacktest", startBacktestSchema.parse({ days: 1, rules: [HIGH] }), BY_OPERATOR);
		await commands.jobs.idle();
		expect(pages).toBe(2);
		expect(await world.doc("jobs", job_id)).toMatchObject({ state: "CANCELLED", total: 1_200 });
		expect(await world.doc("backtests", job_id)).toMatchObject({ result: null });
	});

	it.each([{ atomic: true }, { atomic: false }])(
		"that another process left is computed again from the beginning, and its progress never decreases (one system: $atomic)",
		async ({ atomic }) => {
			await using world = await World.open({ atomic });
			await recorded(world, ordersOf(world, 1_200));
			const input = startBacktestSchema.parse({ days: 1, rules: [{ id: HIGH, safe_countries: [], limit: 100 }] });
			const context = contextOf(world);
			let [pages, isStuck] = [0, false];
			const dies: CommandContext["store"] = {
				...context.store,
				async scanFacts(range, page) {
					pages += 1;
					isStuck = pages === 3;
					// It never comes back: the process is gone.
					if (isStuck) await new Promise(() => undefined);
					return context.store.scanFacts(range, page);
				},
			};
			const first = commandsIn({ ...context, store: dies }, { owner: "first" });
			const { job_id } = await first.execute("startBacktest", input, BY_OPERATOR);
			while (!isStuck) await turnOfTheLoop();
			const left = await world.doc("jobs", job_id);
			expect(left).toMatchObject({ state: "RUNNING", chunks: expect.any(Number) });
			expect(left?.done).toBeGreaterThan(0);
			const seen: number[] = [];
			const watched: CommandContext["work"] = {
				atomic,
				apply(unit) {
					for (const write of unit.writes) if (write.collection === "jobs") seen.push(write.doc.done);
					return world.work.apply(unit);
				},
			};
			const second = commandsIn(contextOf({ ...world, log: world.log, store: world.store, clock: world.clock, work: watched }), {
				owner: "second",
			});
			if (!atomic) {
				await second.jobs.takeOver();
				await second.jobs.idle();
				expect(seen).toEqual([]);
				world.clock.advance(LEASE_MS);
			}
			await second.jobs.takeOver();
			await second.jobs.idle();
			expect(seen).toEqual(seen.toSorted((a, b) => a - b));
			expect(seen[0]).toBe(left?.done);
			const [job, doc] = [await world.doc("jobs", job_id), await world.doc("backtests", job_id)];
			expect(job).toMatchObject({ state: "DONE", total: 1_200, done: 1_200 });
			const lines = await linesIn(world, job_id);
			expect(lines).toHaveLength((doc?.result?.gained_total.alerts ?? 0) + (doc?.result?.lost_total.alerts ?? 0));
			expect(new Set(lines).size).toBe(lines.length);
		},
	);

	it("fails where the orders of its range are no longer there: no order is no result", async () => {
		await using world = await World.open();
		await recorded(world, ordersOf(world, 3));
		const context = contextOf(world);
		const store = { ...context.store, scanFacts: async () => ({ items: [], next: undefined }) };
		const { execute, jobs } = commandsIn({ ...context, store });
		const { job_id } = await execute("startBacktest", startBacktestSchema.parse({ days: 1, rules: [HIGH] }), BY_OPERATOR);
		await jobs.idle();
		expect(await world.doc("jobs", job_id)).toMatchObject({ state: "FAILED", error: expect.stringMatching(/^No order is recorded from /) });
	});

	it("fails with an input of another version", () => {
		expect(() => backtestKind.prepareResult({ from: 1 })).toThrow();
	});
});

describe("starting a backtest", () => {
	async function refusal(input: unknown, { orders = 1 } = {}): Promise<string> {
		await using world = await World.open();
		if (orders > 0) await recorded(world, ordersOf(world, orders));
		const refused = commandsIn(contextOf(world)).execute("startBacktest", startBacktestSchema.parse(input), BY_OPERATOR);
		const error = await refused.then(
			() => undefined,
			(reason: unknown) => reason,
		);
		if (!(error instanceof AppError)) throw new Error("was not refused", { cause: error });
		expect(await world.store.listJobs({ limit: 1 })).toEqual([]);
		return `${error.code} ${error.message}`;
	}

	it.each([
		[{ rules: ["nope"] }, 'rules.0: is not a rule: "nope"; there are high-amount-risky-country, velocity, amount-limit'],
		[
			{ rules: [HIGH, { id: "nope", limit: 1 }] },
			'rules.1.id: is not a rule: "nope"; there are high-amount-risky-country, velocity, amount-limit',
		],
		[{ rules: [HIGH, { id: HIGH, limit: 1 }] }, `rules.1.id: names the rule ${HIGH} again; test another draft of it by itself`],
		[{ rules: [{ id: HIGH, kind: "velocity" }] }, `rules.0.kind: must be amount-by-country: the kind of ${HIGH}`],
		[{ rules: [{ id: HIGH, window_ms: 1000 }] }, "rules.0.window_ms: is not a parameter of amount-by-country"],
		[{ rules: [{ id: "velocity", limit: 2.5 }] }, "rules.0.limit: must be a whole number of orders from 1 to 500"],
		[{ rules: [{ kind: "velocity", currency: "USD", limit: 2, window_ms: 1000 }] }, "rules.0.currency: is not a parameter of velocity"],
		[{ rules: [{ kind: "velocity", limit: 2 }] }, "rules.0.window_ms: must be given for velocity"],
		[
			{ rules: [{ kind: "amount-by-country" }] },
			"rules.0.limit: must be given for amount-by-country; rules.0.safe_countries: must be given for amount-by-country",
		],
	])("refuses %o", async (input, message) => {
		expect(await refusal({ days: 1, ...input })).toBe(`INVALID_INPUT ${message}`);
	});

	it.each([
		[{ from: "2026-01-04T00:00:00Z", to: "2026-01-04T00:00:00Z" }, "from: must be before to"],
		[{ from: "2026-01-04T00:00:00Z", to: "2026-01-03T00:00:00Z" }, "from: must be before to"],
		[{ from: "2024-01-04T00:00:00Z", to: "2026-01-03T00:00:00Z" }, "from: must be at most 400 days before to"],
		[{ from: "2030-01-04T00:00:00Z", to: "2030-01-05T00:00:00Z" }, "from: must not be in the future: it is 2026-01-05T12:00:00.000Z now"],
		[
			{ from: "2026-01-03T00:00:00Z", to: "2026-01-04T00:00:00Z" },
			"from: No order is recorded from 2026-01-03T00:00:00.000Z to 2026-01-04T00:00:00.000Z: there is nothing to test the rules on. Orders are recorded from 2026-01-05T11:00:00.000Z on.",
		],
	])("refuses the range %o", async (range, message) => {
		expect(await refusal({ ...range, rules: [HIGH] })).toBe(`INVALID_INPUT ${message}`);
	});

	it("states that nothing is recorded yet", async () => {
		expect(await refusal({ days: 1, rules: [HIGH] }, { orders: 0 })).toContain("No order is recorded yet.");
	});

	it("compares with the rules in force: not with one that is off or snoozed, and with none for a draft of its own", async () => {
		await using world = await World.open();
		await storeRules(world, { [HIGH]: { enabled: true }, velocity: { enabled: true, snoozed_until: "2027-01-01T00:00:00.000Z" } });
		await recorded(world, ordersOf(world, 1));
		const rules = [HIGH, "velocity", "amount-limit", { kind: "amount-limit", limit: 10 }, { id: HIGH, limit: 1, enabled: false }].slice(
			0,
			4,
		);
		const { today, draft } = await tested(world, { days: 1, rules });
		expect(today.map(({ id }) => id)).toEqual([HIGH]);
		expect(draft).toEqual([
			{
				id: HIGH,
				kind: "amount-by-country",
				name: "High amount, risky country",
				version: 1,
				limit: 300,
				currency: "USD",
				safe_countries: ["US", "CA"],
				window_ms: null,
			},
			{
				id: "velocity",
				kind: "velocity",
				name: "Velocity",
				version: 1,
				limit: 3,
				currency: null,
				safe_countries: null,
				window_ms: 600_000,
			},
			{
				id: "amount-limit",
				kind: "amount-limit",
				name: "Amount limit",
				version: 1,
				limit: 450,
				currency: "USD",
				safe_countries: null,
				window_ms: null,
			},
			{ id: null, kind: "amount-limit", name: "draft 4", version: null, limit: 10, currency: "USD", safe_countries: null, window_ms: null },
		]);
	});
});
