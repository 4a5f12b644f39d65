/** What each command needs and does, for the test of its responses. */
import type { CommandRequest } from "@orderdeck/contracts/command";
import type { Execute } from "@orderdeck/contracts/commands";
import type { AlertChange, AlertRecord } from "@orderdeck/contracts/fraud/entities";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import { expect } from "vitest";
import { NO_SETTINGS } from "../domain/lag-status/group-settings.ts";
import { RULE_BOOK_KEY, type StoredRule } from "../domain/rule-book.ts";
import { alert, job as jobSample, letter } from "../ports/order-store.samples.ts";
import type { Producer } from "../producer/producer.ts";
import { created, happened, line } from "../steps/events.fixture.ts";
import { storedRule, storeRules, version } from "../steps/rules.fixture.ts";
import type { World } from "../steps/steps.fixture.ts";
import { suppressionKey } from "../wire/suppression-key.ts";
import { auditOf, flow, ONE_STAND, OPERATOR } from "./commands.fixture.ts";
import { readUnlock } from "./unlocks.ts";

export interface Stage {
	readonly world: World;
	readonly producer: Producer;
}

/** A command with what it needs, and how often it has taken effect once everything has settled. */
export interface Case {
	prepare(world: World): Promise<void>;
	run(execute: Execute, request: CommandRequest): Promise<unknown>;
	effects(stage: Stage): Promise<number>;
	/** What follows from it takes time. */
	readonly flows?: true;
	/** The action of the commands that it executes in turn, which leave records of their own. */
	readonly parts?: string;
}

const JOB: ReplayJob = {
	job_id: "job",
	state: "RUNNING",
	days: 7,
	topic: "orders-replay",
	from: "2026-01-01T00:00:00.000Z",
	total: 1,
	replayed: 0,
	started_at: "2026-01-05T12:00:00.000Z",
	ended_at: null,
	error: null,
};

const RUNNING_JOB = jobSample("job", "2026-01-05T12:00:00.000Z", { state: "RUNNING" });

const LETTER = letter("payments-group:0:1");
const GROUP = "payments-group";
const PAUSED_BY_OLGA = { by: "olga", at: "2026-01-15T10:00:00.000Z", reason: "r", until: null, topics: null, partitions: null };
const existingGroup = (world: World) => world.log.seek(GROUP, [{ topic: "orders", partition: 0, offset: 0 }]);

const ALERT = "alert-0";
const RAISED = { order_id: 1, reason: "R", amount: 45.99, country: "US" };
const NOON = "2026-01-05T12:00:00.000Z";
const CLAIMED_BY_OLGA = {
	state: "CLAIMED",
	claim: { by: "olga", at: "2026-01-05T11:30:00.000Z", expires_at: "2026-01-05T12:30:00.000Z" },
} as const;
const RESOLVED_BY_OLGA = {
	state: "RESOLVED",
	resolution: { verdict: "VALUABLE", by: "olga", at: "2026-01-05T11:30:00.000Z", note: null, order: null, order_code: null },
} as const;

async function storeAlerts(world: World, ...alerts: readonly Partial<AlertRecord>[]): Promise<void> {
	const docs = alerts.map((fields, index) => alert(`alert-${index}`, fields));
	await world.store.write(docs.map((doc) => ({ op: "insert", collection: "alerts", key: doc.alert_id, doc })));
}

/** How often this was done to the alert. */
async function changesOf({ world }: Stage, change: AlertChange["change"]): Promise<number> {
	return ((await world.doc("alerts", ALERT))?.history ?? []).filter((past) => past.change === change).length;
}
const LONG_AGO = "2026-01-01T00:00:00.000Z";
const SUPPRESSION = { id: "velocity", customer_id: 1000, comment: "a shop", until: "2026-02-01T00:00:00.000Z" };
const SUPPRESSION_KEY = suppressionKey(SUPPRESSION.id, SUPPRESSION.customer_id);
const suppressionIn = (world: World) => world.doc("suppressions", SUPPRESSION_KEY);
const rulesOf = async (world: World) => (await world.doc("rules", RULE_BOOK_KEY))?.rules ?? [];
/** How many versions the rule has beside its first. */
const versionsOf = (rules: readonly StoredRule[], rule: string) =>
	Math.max(0, (rules.find(({ id }) => id === rule)?.versions.length ?? 0) - 1);

/** Every command, by what it does. */
export const CASES: Readonly<Record<string, Case>> = {
	"create an order": {
		prepare: async () => undefined,
		run: (execute, request) => execute("createOrder", ONE_STAND, request),
		effects: async ({ world }) => new Set((await world.events("orders")).map(({ id }) => id)).size,
	},
	"cancel an order": {
		flows: true,
		async prepare(world) {
			await world.publish(created(1, { amount: 45.99, items: [line("PROD-002", 1)] }));
			await flow(world);
		},
		run: (execute, request) => execute("cancelOrder", { id: "1", reason: "ordered twice" }, request),
		async effects({ world }) {
			const { status } = (await world.view(1)) ?? {};
			const refunded = world.taken().some((entry) => entry.refunded);
			expect({ status, refunded }).toEqual(status === "CANCELLED" ? { status, refunded: true } : { status: "DELIVERED", refunded: false });
			return (await world.typesOn("orders", 1)).includes("ORDER_CANCELLED") ? 1 : 0;
		},
	},
	restock: {
		flows: true,
		prepare: async () => undefined,
		run: (execute, request) => execute("restock", { id: "PROD-006", quantity: 7 }, request),
		async effects({ world }) {
			const restocked = ((await world.doc("products", "PROD-006"))?.on_hand ?? 0) - 40;
			expect(new Set((await world.events("inventory")).map(({ id }) => id)).size).toBe(restocked / 7);
			return restocked / 7;
		},
	},
	"adjust stock": {
		prepare: async () => undefined,
		run: (execute, request) => execute("adjustStock", { id: "PROD-006", quantity: -3, reason: "counted" }, request),
		effects: async ({ world }) => (40 - ((await world.doc("products", "PROD-006"))?.on_hand ?? 0)) / 3,
	},
	"start a replay": {
		async prepare(world) {
			await world.publish(created(1));
			await flow(world);
		},
		run: (execute, request) => execute("startReplay", { days: 7, topic: "orders-replay" }, request),
		async effects({ world }) {
			const jobs = await world.store.listJobs({ kind: "replay", limit: 10 });
			expect(jobs.map(({ state }) => state)).toEqual(jobs.map(() => "DONE"));
			return jobs.length;
		},
	},
	"cancel a replay": {
		async prepare(world) {
			const input = { days: 7, topic: "orders-replay", from: "2026-01-01T00:00:00.000Z" };
			await world.store.write([{ op: "insert", collection: "jobs", key: "job", doc: { ...RUNNING_JOB, kind: "replay", input } }]);
		},
		run: (execute, request) => execute("cancelReplay", { id: "job" }, request),
		effects: async ({ world }) => ((await world.doc("jobs", "job"))?.state === "CANCELLED" ? 1 : 0),
	},
	"cancel a replay of an earlier version": {
		async prepare(world) {
			await world.store.write([{ op: "insert", collection: "replays", key: "job", doc: JOB }]);
		},
		run: (execute, request) => execute("cancelReplay", { id: "job" }, request),
		effects: async ({ world }) => ((await world.doc("replays", "job"))?.state === "CANCELLED" ? 1 : 0),
	},
	"start a backtest": {
		async prepare(world) {
			await world.publish(created(1));
			await flow(world);
		},
		run: (execute, request) => execute("startBacktest", { days: 1, rules: ["amount-limit"] }, request),
		async effects({ world }) {
			const jobs = await world.store.listJobs({ kind: "backtest", limit: 10 });
			expect(jobs.map(({ state }) => state)).toEqual(jobs.map(() => "DONE"));
			for (const { job_id } of jobs) expect(await world.doc("backtests", job_id)).toMatchObject({ result: { orders: 1 } });
			return jobs.length;
		},
	},
	"cancel orders": {
		flows: true,
		parts: "order.cancel",
		async prepare(world) {
			await world.publish(created(1), created(2));
			await flow(world);
		},
		run: (execute, request) => execute("cancelOrders", { ids: [1, 2], reason: "stuck", rate: 50 }, request),
		async effects({ world }) {
			const jobs = await world.store.listJobs({ limit: 10 });
			expect(jobs.map(({ state, done }) => ({ state, done }))).toEqual(jobs.map(() => ({ state: "DONE", done: 2 })));
			expect((await world.events("orders")).filter(({ type }) => type === "ORDER_CANCELLED")).toHaveLength(2 * jobs.length);
			return jobs.length;
		},
	},
	"cancel a job": {
		async prepare(world) {
			await world.store.write([{ op: "insert", collection: "jobs", key: "job", doc: RUNNING_JOB }]);
		},
		run: (execute, request) => execute("cancelJob", { id: "job" }, request),
		effects: async ({ world }) => ((await world.doc("jobs", "job"))?.state === "CANCELLED" ? 1 : 0),
	},
	"set the producer": {
		prepare: async () => undefined,
		run: (execute, request) => execute("setProducer", { rate: 50 }, request),
		effects: async ({ producer }) => (producer.state().rate === 50 ? 1 : 0),
	},
	"set the objective of a group": {
		prepare: existingGroup,
		run: (execute, request) => execute("setGroupObjective", { id: GROUP, seconds: 120 }, request),
		effects: async ({ world }) => ((await world.doc("groups", GROUP))?.objective_seconds === 120 ? 1 : 0),
	},
	"pause a group": {
		prepare: existingGroup,
		run: (execute, request) => execute("pauseGroup", { group: GROUP, reason: "r" }, request),
		effects: async ({ world }) => ((await world.doc("groups", GROUP))?.paused?.reason === "r" ? 1 : 0),
	},
	"resume a group": {
		async prepare(world) {
			await existingGroup(world);
			await world.store.write([{ op: "insert", collection: "groups", key: GROUP, doc: { ...NO_SETTINGS, paused: PAUSED_BY_OLGA } }]);
		},
		run: (execute, request) => execute("resumeGroup", { group: GROUP }, request),
		effects: async ({ world }) => ((await world.doc("groups", GROUP))?.paused === null ? 1 : 0),
	},
	"reset offsets": {
		prepare: existingGroup,
		run: (execute, request) => execute("resetOffsets", { group: GROUP, to: "latest", reason: "r" }, request),
		effects: async ({ world }) => ((await world.doc("groups", GROUP))?.reset?.reason === "r" ? 1 : 0),
	},
	"restore offsets": {
		async prepare(world) {
			await existingGroup(world);
			const [at, place] = [new Date(world.clock.now()).toISOString(), { topic: "orders", partition: 0, offset: 0 }];
			const reset = { id: "earlier", by: "olga", at, reason: "earlier", positions: [place], before: [place], failure: null };
			await world.store.write([{ op: "insert", collection: "groups", key: GROUP, doc: { ...NO_SETTINGS, reset } }]);
		},
		run: (execute, request) => execute("restoreOffsets", { group: GROUP, reason: "r" }, request),
		effects: async ({ world }) => ((await world.doc("groups", GROUP))?.reset?.reason === "r" ? 1 : 0),
	},
	"acknowledge an incident": {
		prepare: existingGroup,
		run: (execute, request) => execute("acknowledgeIncident", { id: GROUP, incident_id: "i", worst: "LATE" }, request),
		effects: async ({ world }) => ((await world.doc("groups", GROUP))?.acknowledged?.worst === "LATE" ? 1 : 0),
	},
	"discard a dead letter": {
		async prepare(world) {
			await world.store.write([{ op: "insert", collection: "dead_letters", key: LETTER.letter_id, doc: LETTER }]);
		},
		run: (execute, request) => execute("discardLetters", { ids: [LETTER.letter_id], note: "a test" }, request),
		effects: async ({ world }) => ((await world.doc("dead_letters", LETTER.letter_id))?.version ?? 1) - 1,
	},
	"redrive dead letters": {
		async prepare(world) {
			const value = Buffer.from("{}");
			const dead = { topic: `${GROUP}.dlq`, key: "1", value, headers: { dlq_topic: "orders", dlq_partition: "0", dlq_offset: "0" } };
			const [{ partition = 0, offset = 0 } = {}] = await world.append(dead);
			const doc = letter(`${GROUP}:${partition}:${offset}`);
			await world.store.write([{ op: "insert", collection: "dead_letters", key: doc.letter_id, doc }]);
		},
		run: (execute, request) => execute("redriveLetters", { group: GROUP, rate: 50 }, request),
		effects: async ({ world }) => (await world.records("orders")).filter(({ headers }) => headers.redrive_of !== undefined).length,
	},
	"restore a dead letter": {
		async prepare(world) {
			const doc = { ...LETTER, state: "DISCARDED" as const };
			await world.store.write([{ op: "insert", collection: "dead_letters", key: LETTER.letter_id, doc }]);
		},
		run: (execute, request) => execute("restoreLetters", { ids: [LETTER.letter_id] }, request),
		effects: async ({ world }) => ((await world.doc("dead_letters", LETTER.letter_id))?.version ?? 1) - 1,
	},
	"claim an alert": {
		prepare: (world) => storeAlerts(world, {}),
		run: (execute, request) => execute("claimAlert", { id: ALERT }, request),
		effects: (stage) => changesOf(stage, "claimed"),
	},
	"claim the next alert": {
		prepare: (world) => storeAlerts(world, {}, { score: 1 }),
		run: (execute, request) => execute("claimNextAlert", {}, request),
		effects: (stage) => changesOf(stage, "claimed"),
	},
	"release an alert": {
		prepare: (world) => storeAlerts(world, CLAIMED_BY_OLGA),
		run: (execute, request) => execute("releaseAlert", { id: ALERT }, request),
		effects: (stage) => changesOf(stage, "released"),
	},
	"take an alert over": {
		prepare: (world) => storeAlerts(world, { ...CLAIMED_BY_OLGA, claim: { ...CLAIMED_BY_OLGA.claim, by: "otto" } }),
		run: (execute, request) => execute("takeOverAlert", { id: ALERT, reason: "r" }, request),
		effects: (stage) => changesOf(stage, "taken over"),
	},
	"note on an alert": {
		prepare: (world) => storeAlerts(world, {}),
		run: (execute, request) => execute("noteAlert", { id: ALERT, text: "called the customer" }, request),
		effects: async ({ world }) => (await world.doc("alerts", ALERT))?.note_list?.length ?? 0,
	},
	"resolve an alert": {
		prepare: (world) => storeAlerts(world, {}),
		run: (execute, request) => execute("resolveAlert", { id: ALERT, verdict: "VALUABLE" }, request),
		effects: (stage) => changesOf(stage, "resolved"),
	},
	"reopen an alert": {
		prepare: (world) => storeAlerts(world, RESOLVED_BY_OLGA),
		run: (execute, request) => execute("reopenAlert", { id: ALERT, reason: "r" }, request),
		effects: (stage) => changesOf(stage, "reopened"),
	},
	"resolve alerts": {
		parts: "alert.resolve",
		prepare: (world) => storeAlerts(world, {}),
		run: (execute, request) => execute("resolveAlerts", { ids: [ALERT], verdict: "FALSE_POSITIVE", rate: 50 }, request),
		effects: async ({ world }) => {
			const jobs = await world.store.listJobs({ limit: 10 });
			expect(jobs.map(({ state, done }) => ({ state, done }))).toEqual(jobs.map(() => ({ state: "DONE", done: 1 })));
			return jobs.length;
		},
	},
	"end a claim": {
		prepare: (world) => storeAlerts(world, { ...CLAIMED_BY_OLGA, claim: { ...CLAIMED_BY_OLGA.claim, expires_at: NOON } }),
		run: (execute, request) => execute("endClaim", { id: ALERT, expires_at: NOON }, request),
		effects: (stage) => changesOf(stage, "expired"),
	},
	"confirm a fraud": {
		flows: true,
		async prepare(world) {
			await world.publish(created(1, { amount: 45.99, items: [line("PROD-002", 1)] }));
			const alerts = ["a", "b"].map((rule) => ({
				...happened("FRAUD_ALERT_RAISED", { ...RAISED, rule }),
				id: `1:FRAUD_ALERT_RAISED:${rule}`,
			}));
			await world.publish(...alerts);
			await flow(world);
		},
		run: (execute, request) => execute("resolveAlert", { id: "1:FRAUD_ALERT_RAISED:a", verdict: "CONFIRMED_FRAUD" }, request),
		async effects({ world }) {
			const { status } = (await world.view(1)) ?? {};
			const alerts = (await world.store.alertsOf("1")).map(({ doc }) => [doc.state, doc.stoppable, doc.resolution?.order]);
			const cancelled = ["RESOLVED", false, "cancelled"];
			if (status === "CANCELLED") expect(alerts).toEqual([cancelled, cancelled]);
			const refunded = world.taken().some((entry) => entry.refunded);
			expect({ status, refunded }).toEqual(status === "CANCELLED" ? { status, refunded: true } : { status: "DELIVERED", refunded: false });
			return (await world.typesOn("orders", 1)).includes("ORDER_CANCELLED") ? 1 : 0;
		},
	},
	"create a rule": {
		prepare: async () => undefined,
		run: (execute, request) => execute("createRule", { kind: "amount-limit", reason: "CARD_TESTING", limit: 5 }, request),
		effects: async ({ world }) => (await rulesOf(world)).filter(({ id }) => id === "card-testing").length,
	},
	"change a rule": {
		prepare: async () => undefined,
		run: (execute, request) => execute("updateRule", { id: "velocity", version: 1, limit: 9, reason: "r" }, request),
		effects: async ({ world }) => versionsOf(await rulesOf(world), "velocity"),
	},
	"restore a version of a rule": {
		async prepare(world) {
			await storeRules(world, { rules: [storedRule("r", "amount-limit", version(1, { limit: 1 }), version(2, { limit: 2 }))] });
		},
		run: (execute, request) => execute("restoreRule", { id: "r", version: 2, to: 1, reason: "r" }, request),
		effects: async ({ world }) => versionsOf(await rulesOf(world), "r") - 1,
	},
	"suppress a rule": {
		prepare: async () => undefined,
		run: (execute, request) => execute("suppressRule", SUPPRESSION, request),
		effects: async ({ world }) => (await suppressionIn(world))?.periods.length ?? 0,
	},
	"lift a suppression": {
		async prepare(world) {
			const period = { comment: "c", by: "ada", at: LONG_AGO, from: LONG_AGO, until: SUPPRESSION.until, lifted: null };
			const doc = { rule: SUPPRESSION.id, customer_id: "1000", periods: [period] };
			await world.store.write([{ op: "insert", collection: "suppressions", key: SUPPRESSION_KEY, doc }]);
		},
		run: (execute, request) => execute("liftSuppression", { id: SUPPRESSION.id, customer_id: 1000 }, request),
		effects: async ({ world }) => ((await suppressionIn(world))?.periods.at(-1)?.lifted == null ? 0 : 1),
	},
	"unlock production": {
		prepare: async () => undefined,
		run: (execute, request) => execute("unlockProduction", { reason: "r", minutes: 15 }, request),
		effects: async ({ world }) => ((await readUnlock(world.store, OPERATOR)).read?.doc.unlock == null ? 0 : 1),
	},
	"lock production": {
		async prepare(world) {
			const { key, client } = await readUnlock(world.store, OPERATOR);
			const unlock = {
				until: new Date(world.clock.now() + 900_000).toISOString(),
				at: new Date(world.clock.now()).toISOString(),
				reason: "r",
			};
			await world.store.write([{ op: "insert", collection: "unlocks", key, doc: { client, unlock } }]);
		},
		run: (execute, request) => execute("lockProduction", {}, request),
		effects: async ({ world }) => ((await readUnlock(world.store, OPERATOR)).read?.doc.unlock === null ? 1 : 0),
	},
	"record a sign-in": {
		prepare: async () => undefined,
		run: (execute, request) => execute("recordSignIn", { granted_by: null, expires_at: null }, request),
		effects: async ({ world }) => (await auditOf(world)).length,
	},
	"record an export": {
		prepare: async () => undefined,
		run: (execute, request) => execute("recordExport", { what: "orders", format: "csv", rows: 1, filter: {} }, request),
		effects: async ({ world }) => (await auditOf(world)).length,
	},
};
