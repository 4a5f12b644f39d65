/** fraud-group: flags orders by the rules. Never blocks one. */
import { countryCode, currencyCode } from "@orderdeck/contracts/codes";
import { eventId, type Order } from "@orderdeck/contracts/events";
import { instantOf } from "@orderdeck/contracts/instant";
import { GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { alertsFor, type FraudRule } from "../domain/fraud-rules.ts";
import { isoOf } from "../domain/instant.ts";
import type { CustomerActivity, Write } from "../ports/documents.ts";
import type { Step, StepDeps } from "../runtime/step.ts";
import type { OutgoingEvent } from "../wire/outgoing-event.ts";
import { Documents } from "./documents.ts";

export const fraudStep: Step = {
	group: GROUPS.fraud,
	topics: [TOPICS.orders],
	async handle(batch, deps) {
		const orders = batch.flatMap(({ event }) => (event.type === "ORDER_CREATED" ? [event.data] : []));
		const activity = await CustomerActivities.read(
			orders.map((order) => String(order.customer_id)),
			deps,
		);
		const events: OutgoingEvent[] = [];
		for (const order of orders) {
			const key = String(order.order_id);
			const recent = activity.add(key, order);
			for (const { rule, score } of alertsFor(deps.settings.rules, order, { recent })) {
				const id = eventId(order.order_id, "FRAUD_ALERT_RAISED", rule.id);
				const time = isoOf(deps.clock.now());
				const { order_id, amount } = order;
				const codes = { currency: currencyCode(order.currency), country: countryCode(order.country) };
				const data = { order_id, reason: rule.reason, amount, ...codes, alert_id: id, rule: rule.id, score, raised_at: time };
				events.push({ type: "FRAUD_ALERT_RAISED", id, source: "fraud-service", time, topic: "fraud-alerts", key, data });
			}
		}
		return { writes: activity.writes(), events };
	},
};

/** Each customer's recent orders: kept only while a rule looks at them. */
class CustomerActivities {
	readonly #windowMs: number;
	readonly #customers: Documents<"customers">;

	private constructor(windowMs: number, customers: Documents<"customers">) {
		this.#windowMs = windowMs;
		this.#customers = customers;
	}

	static async read(customers: readonly string[], deps: StepDeps): Promise<CustomerActivities> {
		const windowMs = longestWindow(deps.settings.rules);
		return new CustomerActivities(windowMs, await Documents.read("customers", windowMs === 0 ? [] : customers, deps));
	}

	/** Records the order and returns what the customer ordered within the window, this order included. */
	add(orderId: string, order: Order): CustomerActivity["recent"] {
		if (this.#windowMs === 0) return [];
		const [customer, at] = [String(order.customer_id), instantOf(order.created_at)];
		const known = this.#customers.get(customer)?.recent ?? [];
		const others = known.filter((order) => order.order_id !== orderId && order.at > at - this.#windowMs);
		const recent = [...others, { order_id: orderId, at }].toSorted((a, b) => a.at - b.at);
		this.#customers.set(customer, { customer_id: customer, recent });
		return recent;
	}

	writes(): Write[] {
		return this.#customers.writes();
	}
}

function longestWindow(rules: readonly FraudRule[]): number {
	return Math.max(0, ...rules.map((rule) => (rule.enabled && rule.kind === "velocity" ? rule.windowMs : 0)));
}
