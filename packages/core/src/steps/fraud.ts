/** fraud-group: flags orders by the rules. Never blocks one. */
import { countryCode, currencyCode } from "@orderdeck/contracts/codes";
import { eventId } from "@orderdeck/contracts/events";
import { GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { evaluate } from "../domain/fraud-rules.ts";
import { isoOf } from "../domain/instant.ts";
import { defaultBook, inForce, RULE_BOOK_KEY } from "../domain/rule-book.ts";
import type { Step } from "../runtime/step.ts";
import type { OutgoingEvent } from "../wire/outgoing-event.ts";

export const fraudStep: Step = {
	group: GROUPS.fraud,
	topics: [TOPICS.orders],
	async handle(batch, deps) {
		const [stored] = await deps.store.get("rules", [RULE_BOOK_KEY]);
		const { rules } = stored?.doc ?? defaultBook(deps.settings.baseCurrency);
		const events: OutgoingEvent[] = [];
		for (const { event, timestamp } of batch) {
			if (event.type !== "ORDER_CREATED" || event.data.status === "CANCELLED") continue;
			const order = event.data;
			for (const rule of rules) {
				const { live } = inForce(rule, timestamp);
				const verdict = live && evaluate({ kind: rule.kind, ...live }, order, 1);
				if (live === undefined || verdict === undefined) continue;
				const id = eventId(order.order_id, "FRAUD_ALERT_RAISED", rule.id);
				const time = isoOf(deps.clock.now());
				const { order_id, amount } = order;
				const codes = { currency: currencyCode(order.currency), country: countryCode(order.country) };
				const by = { rule: rule.id, rule_version: live.version, facts: [...verdict.facts], score: verdict.score };
				const data = { order_id, reason: rule.reason, amount, ...codes, alert_id: id, ...by, raised_at: time };
				events.push({ type: "FRAUD_ALERT_RAISED", id, source: "fraud-service", time, topic: "fraud-alerts", key: String(order_id), data });
			}
		}
		return { writes: [], events };
	},
};
