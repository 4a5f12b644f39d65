/** What each call of the runbook has to do, in the order in which they are run: some need what others left. */
import { lockStateSchema } from "@orderdeck/contracts/access/requests";
import { historySchema } from "@orderdeck/contracts/analytics/requests";
import { auditPageSchema } from "@orderdeck/contracts/audit/requests";
import { CLIENT_HEADER } from "@orderdeck/contracts/client-header";
import { productViewSchema } from "@orderdeck/contracts/inventory/entities";
import { inventorySchema } from "@orderdeck/contracts/inventory/requests";
import { jobWithResultSchema } from "@orderdeck/contracts/jobs/computed";
import { jobSchema } from "@orderdeck/contracts/jobs/entities";
import { jobResultPageSchema } from "@orderdeck/contracts/jobs/requests";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { offsetResetSchema, resetPreviewSchema } from "@orderdeck/contracts/lag/offsets";
import {
	acknowledgementSchema,
	groupObjectiveSchema,
	groupPausedSchema,
	groupResumedSchema,
	lagSchema,
} from "@orderdeck/contracts/lag/requests";
import { redrivePreviewSchema } from "@orderdeck/contracts/letters/entities";
import { changedLettersSchema, letterPageSchema, letterSummarySchema } from "@orderdeck/contracts/letters/requests";
import { orderViewSchema } from "@orderdeck/contracts/orders/entities";
import { orderEventsSchema, orderPageSchema } from "@orderdeck/contracts/orders/requests";
import { ruleExplanationSchema, ruleSchema, suppressionSchema } from "@orderdeck/contracts/rules/entities";
import { rulesSchema, shadowComparisonSchema } from "@orderdeck/contracts/rules/requests";
import { producerStateSchema } from "@orderdeck/contracts/services/entities";
import { servicesSchema } from "@orderdeck/contracts/services/requests";
import { sessionSchema } from "@orderdeck/contracts/session";
import { PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { partitionOf } from "@orderdeck/core/domain/murmur2";
import { z } from "zod";
import { until } from "../../apps/daemon/test/daemon.ts";
import type { Caller } from "./caller.ts";
import { acknowledgeIncident } from "./incident.ts";
import { fill } from "./runbook.ts";

/** Runs a call as the runbook writes it; throws what is wrong. */
export type Case = (call: string) => Promise<void>;

const HOUR_MS = 3_600_000;
const GROUP = "payments-group";
const OTHER_GROUP = "fraud-group";
const CUSTOMER = 1000;
const RULE = "CHECK_OF_THE_RUNBOOK";
const LIMIT = 1_000;
const AS_CONSOLE = { [CLIENT_HEADER]: "web" };
const PAUSE = `POST /api/groups/${GROUP}/pause {"reason": "…"}`;
const RESTOCK = 'POST /api/inventory/PROD-003/restock {"quantity": 1}';
const CREATE =
	'POST /api/orders {"customerId": 1000, "items": [{"productId": "PROD-003", "name": "USB-C Hub", "price": 34.99, "quantity": 1}]}';
const readySchema = z.object({
	status: z.literal("ready"),
	dependencies: z.object({ log: z.unknown(), store: z.unknown(), pipeline: z.unknown() }),
});
const refusalSchema = z.object({ code: z.string(), message: z.string() });
const sessionOutputSchema = z.object({ result: z.object({ data: sessionSchema }) });

/** The orders that `seedOrders` has written: the first ones can be cancelled. */
export interface Seeded {
	readonly open: readonly [string, ...string[]];
	readonly outOfStock: string;
}

/** By method and path, without query and body. */
export function apiCases(caller: Caller, seeded: Seeded): Readonly<Record<string, Case>> {
	const { send, attempt } = caller;
	const time = new Date(Date.now() + HOUR_MS).toISOString();
	let job = "";

	const groupOf = async (group: string): Promise<GroupLag> => {
		let found: GroupLag | undefined;
		await until(`${group} has been sampled`, async () => {
			found = (await send("GET /api/lag", lagSchema)).groups.find((each) => each.group === group);
			return found !== undefined;
		});
		if (found === undefined) throw new Error(`${group} is not listed`);
		return found;
	};
	/** A rule of the check's own, with its newest version. */
	const newestRule = async () => {
		const { rules } = await send("GET /api/rules", rulesSchema);
		const { id, version, shadow } =
			rules.find(({ reason }) => reason === RULE) ??
			(await send(`POST /api/rules {"kind": "amount-limit", "reason": "${RULE}", "limit": ${LIMIT}}`, ruleSchema));
		return { id, version: Math.max(version, shadow?.version ?? 0) };
	};
	/** Not of the group whose letters are redriven. */
	const firstLetter = async () => {
		const [letter] = (await send(`GET /api/dead-letters?group=${OTHER_GROUP}`, letterPageSchema)).letters;
		return { letter: letter?.letter_id };
	};
	/** What the calls of a group have for `<name>`; the partition has a record. */
	const inGroup = { group: GROUP, time, topic: TOPICS.orders, partition: partitionOf(Buffer.from(seeded.open[0]), PARTITIONS) };
	const target = { ...inGroup, "offset after the batch": 1 };
	const pause = async (call: string) => {
		const { paused } = await send(call, groupPausedSchema, inGroup);
		await until("each member has applied the pause", async () => {
			const { members = [] } = (await groupOf(GROUP)).paused ?? {};
			return members.length > 0 && members.every(({ state }) => state === "applied");
		});
		return paused;
	};
	const refusedWith = async (call: string, code: string) => {
		const { body } = await attempt(call);
		if (refusalSchema.parse(body).code !== code) throw new Error(`is not refused with ${code}: ${JSON.stringify(body)}`);
	};

	return {
		"GET /readyz": async (call) => void (await send(call, readySchema)),
		"GET /api/lag": async (call) => {
			await groupOf(GROUP);
			const { groups } = await send(call, lagSchema);
			expect(
				groups.some(({ partitions }) => partitions.some(({ owner }) => owner !== null)),
				"members own partitions",
			);
		},
		"GET /api/services/status": async (call) => {
			const { services } = await send(call, servicesSchema);
			expect(services.length > 1, "roles are listed");
		},
		"GET /api/producer": async (call) => void (await send(call, producerStateSchema)),
		"GET /api/orders/<id>/events": async (call) => {
			const { events } = await send(call, orderEventsSchema, { id: seeded.open[0] });
			expect(events.length > 0, "the order has events");
		},
		"GET /api/orders": async (call) => {
			const { orders } = await send(call, orderPageSchema, { from: "2026-01-01T00:00:00Z", to: time });
			expect(orders.length > 0, "orders are listed");
			if (call.includes("CANCELLED"))
				expect(
					orders.every(({ cancel }) => cancel !== undefined),
					"each states why it was cancelled",
				);
		},
		"POST /api/groups/<group>/objective": async (call) => {
			const { version } = (await groupOf(GROUP)).objective;
			await send(call, groupObjectiveSchema, { group: GROUP, version });
			await refusedWith(fill(call, { group: GROUP, version }), "CHANGED_MEANWHILE");
		},
		"POST /api/groups/<group>/pause": async (call) => {
			const sent = z.looseObject({}).parse(JSON.parse(bodyOf(fill(call, inGroup))));
			const paused = await pause(call);
			expect(JSON.stringify({ ...paused, ...sent }) === JSON.stringify(paused), "it is paused as was sent");
			// What follows needs all of it.
			await pause(PAUSE);
		},
		"POST /api/groups/<group>/offsets/preview": async (call) => {
			const { refused, in_words } = await send(call, resetPreviewSchema, target);
			expect(refused === null && in_words.length > 0, "it states in words what a reset would do");
		},
		"POST /api/groups/<group>/offsets/reset": async (call) => {
			await refusedWith(fill(call, { ...target, group: OTHER_GROUP, expected: [] }), "GROUP_ACTIVE");
			const { to } = z.looseObject({ to: z.json() }).parse(JSON.parse(bodyOf(fill(call, { ...target, expected: [] }))));
			const { expected } = await send(`POST /api/groups/${GROUP}/offsets/preview ${JSON.stringify({ to })}`, resetPreviewSchema);
			const { read_back } = await send(call, offsetResetSchema, { ...target, expected });
			expect(read_back.length > 0 && read_back.every(({ matches }) => matches), "the log has what was requested");
			await refusedWith(fill(call, { ...target, expected }), "CHANGED_MEANWHILE");
		},
		"POST /api/groups/<group>/offsets/restore": async (call) => {
			const { read_back } = await send(call, offsetResetSchema, { group: GROUP });
			expect(read_back.length > 0 && read_back.every(({ matches }) => matches), "the log has what was before");
		},
		"POST /api/groups/<group>/resume": async (call) => void (await send(call, groupResumedSchema, { group: GROUP })),
		"POST /api/groups/<group>/incident/acknowledge": async (call) => void (await acknowledgeIncident(call, acknowledgementSchema)),
		"GET /api/dead-letters/summary": async (call) => {
			await until("the dead letters of both groups are counted", async () => {
				const { groups } = await send(call, letterSummarySchema);
				return [GROUP, OTHER_GROUP].every((name) => groups.some(({ group }) => group === name));
			});
			expect((await send(call, letterSummarySchema)).oldest_waiting !== null, "it states since when");
		},
		"POST /api/dead-letters/discard": async (call) => {
			const { changed } = await send(call, changedLettersSchema, await firstLetter());
			expect(changed.length === 1, "the letter is discarded");
		},
		"POST /api/dead-letters/restore": async (call) => {
			const { changed } = await send(call, changedLettersSchema, await firstLetter());
			expect(changed.length === 1, "the letter waits again");
		},
		"POST /api/dead-letters/redrive": async (call) => void (await send(call, z.union([jobSchema, redrivePreviewSchema]), { group: GROUP })),
		"GET /api/jobs/<id>": async (call) => {
			const ids = seeded.open.slice(1);
			job = (await send(`POST /api/orders/cancel {"ids": ${JSON.stringify(ids)}, "rate": 0.1, "reason": "…"}`, jobSchema)).job_id;
			const { state } = await send(call, jobWithResultSchema, { id: job });
			expect(state === "RUNNING", "the job runs");
		},
		"POST /api/jobs/<id>/cancel": async (call) => void (await send(call, jobSchema, { id: job })),
		"GET /api/jobs/<id>/results": async (call) => {
			const { results } = await send(call, jobResultPageSchema, { id: job });
			expect(
				results.some(({ outcome }) => outcome === "skipped"),
				"what was not executed is skipped",
			);
		},
		"GET /api/inventory": async (call) =>
			await until("the out-of-stock rate is known", async () => {
				const { stock } = await send(call, inventorySchema);
				return stock !== null && stock.orders.state !== "unknown";
			}),
		"POST /api/inventory/<id>/restock": async (call) => void (await send(call, productViewSchema, { id: "PROD-003" })),
		"POST /api/inventory/<id>/adjust": async (call) => void (await send(call, productViewSchema, { id: "PROD-003" })),
		"GET /api/rules": async (call) => void (await send(call, rulesSchema)),
		"PUT /api/rules/<id>": async (call) => {
			const rule = await newestRule();
			const { version: _seen, ...wanted } = z.looseObject({ version: z.int() }).parse(JSON.parse(bodyOf(fill(call, { ...rule, time }))));
			const changed = await send(call, ruleSchema, { ...rule, time });
			const saved = wanted.state === "SHADOW" ? changed.shadow : changed;
			expect(JSON.stringify({ ...saved, ...wanted }) === JSON.stringify(saved), "the rule has what was sent");
			await refusedWith(fill(call, { ...rule, time }), "CHANGED_MEANWHILE");
		},
		"GET /api/rules/<id>/shadow": async (call) => void (await send(call, shadowComparisonSchema, await newestRule())),
		"POST /api/rules/<id>/restore": async (call) => {
			const { limit } = await send(call, ruleSchema, { ...(await newestRule()), earlier: 1 });
			expect(limit === LIMIT, "it has its first limit");
		},
		"POST /api/rules/<id>/suppressions": async (call) =>
			void (await send(call, suppressionSchema, { ...(await newestRule()), customer: CUSTOMER, time })),
		"POST /api/rules/<id>/suppressions/lift": async (call) =>
			void (await send(call, suppressionSchema, { ...(await newestRule()), customer: CUSTOMER })),
		"POST /api/rules/<id>/explain": async (call) => {
			const { clauses } = await send(call, ruleExplanationSchema, { ...(await newestRule()), order: seeded.open[0] });
			expect(clauses.length > 0, "it has clauses");
		},
		"POST /api/unlock": async (call) => {
			expect((await attempt(RESTOCK, AS_CONSOLE)).status === 423, "production is locked before");
			expect((await send(call, lockStateSchema)).unlock !== null, "it is unlocked");
			expect((await attempt(RESTOCK, AS_CONSOLE)).status === 200, "a console may change production after it");
		},
		"GET /trpc/session": async (call) => {
			const { unlock } = (await send(call, sessionOutputSchema)).result.data;
			expect(unlock !== null, "it has the unlock");
		},
		"GET /api/audit": async (call) => {
			const { id } = await newestRule();
			await send(CREATE, orderViewSchema);
			const { records } = await send(call, auditPageSchema, { id, group: GROUP });
			expect(records.length > 0, "it has records");
		},
		"GET /api/analytics/history": async (call) => void (await send(call, historySchema)),
	};
}

function bodyOf(call: string): string {
	return call.slice(call.indexOf("{"));
}

function expect(holds: boolean, what: string): void {
	if (!holds) throw new Error(`is not so: ${what}`);
}
