/** Velocity: orders of a customer in a window of event time, which is kept in a document for each customer. */
import type { Order } from "@orderdeck/contracts/events";
import { type CustomerActivity, noActivity, ordersUpTo, type WindowOrder, windowOrder, withOrder } from "../domain/customer-window.ts";
import type { RuleTerms } from "../domain/fraud-rules.ts";
import type { ActiveRule, RulesAt } from "../domain/rules-at.ts";
import type { StepDeps } from "../runtime/step.ts";
import { Documents } from "./documents.ts";
import { type Flag, findingOf } from "./flags.ts";

export interface NewOrder {
	readonly order: Readonly<Order>;
	/** When the log accepted it, ms since the epoch. */
	readonly received: number;
}

export interface Velocity {
	readonly flags: readonly Flag[];
	readonly customers: Documents<"customers">;
}

type RulesAtTime = (at: number) => RulesAt;

/**
 * The orders that velocity flags now that these have arrived: among them, and among those after them in event time. An order that is in its
 * window already flags none again. Nothing is read for orders at whose time no velocity rule was enabled.
 */
export async function velocityOf(orders: readonly NewOrder[], rulesAt: RulesAtTime, deps: StepDeps): Promise<Velocity> {
	const counting = orders.filter(({ received }) => rulesAt(received).longestWindow > 0);
	const customers = await Documents.read(
		"customers",
		counting.map(({ order }) => String(order.customer_id)),
		deps,
	);
	const flags: Flag[] = [];
	for (const { order, received } of counting) {
		const key = String(order.customer_id);
		const before = customers.get(key) ?? noActivity(key);
		const arrived = windowOrder(order, received);
		const activity = withOrder(before, arrived, rulesAt(received).longestWindow);
		if (activity === before) continue;
		customers.set(key, activity);
		flags.push(...flagsAfter(activity, arrived, rulesAt));
	}
	return { flags, customers };
}

function flagsAfter(activity: CustomerActivity, arrived: WindowOrder, rulesAt: RulesAtTime): Flag[] {
	const later = activity.orders.filter(({ at, takes_money }) => takes_money && at >= arrived.at);
	return later.flatMap((order) => rulesAt(order.received).velocity.flatMap((rule) => flagAmong(activity, { rule, order, arrived }) ?? []));
}

interface Affected {
	readonly rule: ActiveRule;
	readonly order: WindowOrder;
	/** The order that has just been added. */
	readonly arrived: WindowOrder;
}

/** Undefined where the order that has just been added is in none of its windows, or no version flags it. */
function flagAmong(activity: CustomerActivity, { rule, order, arrived }: Affected): Flag | undefined {
	const counts = ({ window_ms }: RuleTerms) => arrived.at > order.at - (window_ms ?? 0);
	const versions = [rule.live, rule.shadow].filter((version) => version !== undefined && counts(version.terms));
	if (versions.length === 0) return undefined;
	const ordersOf = ({ window_ms }: RuleTerms) => ordersUpTo(activity, order.at, window_ms ?? 0);
	const finding = findingOf(rule, order, ordersOf);
	if (finding === undefined) return undefined;
	const beforeOf = (terms: RuleTerms) => ordersOf(terms) - (counts(terms) ? 1 : 0);
	const raises = order === arrived || findingOf(rule, order, beforeOf)?.live === undefined;
	return { ...finding, rule: rule.rule, order: { ...order, customer_id: activity.customer_id }, raises };
}
