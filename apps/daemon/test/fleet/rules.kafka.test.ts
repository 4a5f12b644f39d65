/** Rules that are changed under load, on a real Kafka: each order is evaluated by the version in force when the log accepted it. */
import { GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { createOrderedWork } from "@orderdeck/core/adapters/ordered-work/ordered-work";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { commandsOf } from "@orderdeck/core/commands/commands.fixture";
import { defaultBook, RULE_BOOK_KEY, type RuleBook } from "@orderdeck/core/domain/rule-book";
import { expectedAlerts, ordersOf } from "@orderdeck/core/steps/expected-alerts.fixture";
import { storedRule, version } from "@orderdeck/core/steps/rules.fixture";
import { decodeRecord } from "@orderdeck/core/wire/codec";
import { expect, it } from "vitest";
import { extent } from "../../../../packages/core/test/extent.ts";
import { seed } from "../../../../packages/core/test/random.ts";
import { until } from "../daemon.ts";
import { recordsOf } from "../invariants.ts";
import { CONSUMERS, drainedViolations } from "./checks.ts";
import { type Fleet, openFleet } from "./fleet.ts";

const ADA = { actor: { name: "ada", role: "admin" } } as const;
const FIRST = "high-amount-risky-country";
const CHANGES = extent(4, 20);
/** Longer than the test: every order of a customer counts. */
const WINDOW_MS = 86_400_000;

/** Rule 1 as it is, and velocity from the first order on. */
function startingBook(): RuleBook {
	const { rules } = defaultBook("USD");
	const velocity = storedRule("velocity", "velocity", version(1, { limit: 1, window_ms: WINDOW_MS }));
	return { rules: [...rules.filter(({ id }) => id === FIRST), velocity] };
}

async function storedBook({ store }: Fleet): Promise<RuleBook> {
	const [read] = await store.get("rules", [RULE_BOOK_KEY]);
	if (read === undefined) throw new Error("no rules are stored");
	return read.doc;
}

/** As an operator of another process would, on the newest version. */
async function change(fleet: Fleet, id: string, changes: object): Promise<void> {
	const { log, store } = fleet;
	const work = createOrderedWork({ store, log: { check: () => undefined, apply: async () => [] } });
	const { execute } = commandsOf({ log, store, work, clock: systemClock });
	const newest = (await storedBook(fleet)).rules.find((rule) => rule.id === id)?.versions.at(-1)?.version ?? 0;
	await execute("updateRule", { id, version: newest, ...changes }, ADA);
}

/** The stored alerts as `order rule version`, sorted: one more for an alert that is stored twice. */
async function storedAlerts({ store }: Fleet): Promise<string[]> {
	const alerts: string[] = [];
	let cursor: string | undefined;
	do {
		const page = await store.listAlerts({ states: ["OPEN"], order: "newest" }, { limit: 200, cursor });
		alerts.push(...page.items.map(({ order_id, rule, rule_version }) => `${order_id} ${rule} ${rule_version}`));
		cursor = page.next;
	} while (cursor !== undefined);
	return alerts.toSorted();
}

/** Those of all events in the log, each once. */
async function publishedAlerts({ log }: Fleet): Promise<string[]> {
	const events = (await recordsOf(log, [TOPICS.fraudAlerts])).flatMap((record) => {
		const decoded = decodeRecord(record);
		return decoded.kind === "event" && decoded.placed.event.type === "FRAUD_ALERT_RAISED" ? [decoded.placed.event.data] : [];
	});
	return [...new Set(events.map(({ order_id, rule, rule_version }) => `${order_id} ${rule} ${rule_version}`))].toSorted();
}

it(`two fraud members evaluate each order by the version in force at its record, TEST_SEED=${seed}`, async () => {
	await using fleet = await openFleet({ seed });
	await fleet.store.write([{ op: "insert", collection: "rules", key: RULE_BOOK_KEY, doc: startingBook() }]);
	for (const role of [...CONSUMERS, "fraud"] as const) fleet.start(role);
	fleet.start("producer", { rate: 100 });
	await fleet.flowing();
	for (let changes = 0; changes < CHANGES; changes += 1) {
		await change(fleet, FIRST, { limit: 100 + ((changes * 130) % 400) });
		await change(fleet, "velocity", { limit: 2 - (changes % 2) });
		await fleet.flowing(100);
		if (changes !== 1) continue;
		const victim = fleet.members().find(({ roles }) => roles.includes("fraud"));
		await victim?.kill();
		const successor = fleet.start("fraud");
		await until("its successor runs", async () => successor.status() !== undefined);
	}
	expect(await drainedViolations(fleet)).toEqual([]);
	const expected = expectedAlerts(await storedBook(fleet), ordersOf(await recordsOf(fleet.log, [TOPICS.orders])));
	const versions = new Set(expected.map((alert) => alert.slice(alert.indexOf(" "))));
	expect(versions.size).toBeGreaterThan(CHANGES);
	expect(await storedAlerts(fleet)).toEqual(expected);
	expect(await publishedAlerts(fleet)).toEqual(expected);

	const members = fleet.members().filter(({ roles }) => roles.includes("fraud"));
	await Promise.all(members.map((member) => member.stop()));
	const starts = (await fleet.log.groupOffsets(GROUPS.fraud)).map(({ topic, partition }) => ({ topic, partition, offset: 0 }));
	await fleet.log.seek(GROUPS.fraud, starts);
	fleet.start("fraud");
	await fleet.drained();
	expect(await storedAlerts(fleet)).toEqual(expected);
	expect(await publishedAlerts(fleet)).toEqual(expected);
});
