/** fraud-group: flags orders by the rules. Never blocks one. */
import { GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import type { PlacedEvent } from "../domain/order-document.ts";
import { defaultBook, RULE_BOOK_KEY, type RuleBook } from "../domain/rule-book.ts";
import { createRulesAt, type RulesAt } from "../domain/rules-at.ts";
import type { Step, StepDeps } from "../runtime/step.ts";
import { alertEvents, type Flag, findingOf, shadowResults, unsuppressed } from "./flags.ts";
import { type NewOrder, velocityOf } from "./velocity.ts";

export const fraudStep: Step = {
	group: GROUPS.fraud,
	topics: [TOPICS.orders],
	async handle(batch, deps) {
		const rulesAt = createRulesAt(await readRuleBook(deps));
		const orders = batch.flatMap(newOrderOf);
		const velocity = await velocityOf(orders, rulesAt, deps);
		const flags = await unsuppressed([...orders.flatMap((order) => amountFlags(order, rulesAt(order.received))), ...velocity.flags], deps);
		const results = await shadowResults(flags, deps);
		const events = flags.flatMap((flag) => alertEvents(flag, deps.clock.now()));
		const writes = [...results.writes(), ...velocity.customers.writes()];
		// Where writes and events are not one transaction: an order that is in its window has had its effect, so its alerts come first.
		return writes.length === 0 || deps.atomic ? { writes, events } : { writes: [], events, next: async () => ({ writes, events: [] }) };
	},
};

/** As it is stored now: read with each batch, so that a version is known before the first order that it evaluates. */
async function readRuleBook({ store, settings }: StepDeps): Promise<RuleBook> {
	const [read] = await store.get("rules", [RULE_BOOK_KEY]);
	return read?.doc ?? defaultBook(settings.baseCurrency);
}

function newOrderOf({ event, timestamp }: PlacedEvent): NewOrder[] {
	return event.type === "ORDER_CREATED" ? [{ order: event.data, received: timestamp }] : [];
}

const alone = () => 1;

/** An order that arrives CANCELLED takes no money. */
function amountFlags({ order, received }: NewOrder, { amounts }: RulesAt): Flag[] {
	if (order.status === "CANCELLED") return [];
	const flags: Flag[] = [];
	for (const rule of amounts) {
		const finding = findingOf(rule, order, alone);
		if (finding !== undefined) flags.push({ ...finding, rule: rule.rule, order: { ...order, received }, raises: true });
	}
	return flags;
}
