/** Fraud rules with the outcomes of their alerts, their versions, and what they say of an order. */
import { AppError } from "@orderdeck/contracts/errors";
import { instantOf } from "@orderdeck/contracts/instant";
import { createdAt } from "@orderdeck/contracts/orders/order-values";
import type { RulesApi } from "@orderdeck/contracts/rules/api";
import type { RuleVersion } from "@orderdeck/contracts/rules/entities";
import { clausesOf, type RuleTerms } from "@orderdeck/core/domain/fraud-rules";
import { isoOf } from "@orderdeck/core/domain/instant";
import { isWhole, type WholeOrder } from "@orderdeck/core/domain/order-document";
import { DAY_MS } from "@orderdeck/core/domain/quarters";
import {
	defaultBook,
	IN_FORCE_MS,
	inForce,
	newestOf,
	RULE_BOOK_KEY,
	type RuleBook,
	ruleOf,
	type StoredRule,
} from "@orderdeck/core/domain/rule-book";
import { SHADOW_KEPT_MS } from "@orderdeck/core/domain/shadow-result";
import { suppressionOf } from "@orderdeck/core/domain/suppression";
import { namedDays } from "./days.ts";
import type { ApiDeps } from "./deps.ts";
import { DAYS_SHOWN, figuresOf } from "./rule-figures.ts";

export function rulesApi({
	store,
	clock,
	baseCurrency,
	timeZone,
}: Pick<ApiDeps, "store" | "clock" | "baseCurrency" | "timeZone">): RulesApi {
	const readBook = async (): Promise<RuleBook> => {
		const [read] = await store.get("rules", [RULE_BOOK_KEY]);
		return read?.doc ?? defaultBook(baseCurrency);
	};
	const findRule = async (id: string) => (await readBook()).rules.find((rule) => rule.id === id);

	return {
		async listRules() {
			const now = clock.now();
			const days = namedDays({ from: now - (DAYS_SHOWN + 1) * DAY_MS, to: now }, timeZone).slice(-DAYS_SHOWN);
			const [{ rules }, hours, open] = await Promise.all([readBook(), store.ruleHours(days[0]?.start ?? now), store.openByRule()]);
			return {
				rules: rules.map((rule) => ({ ...ruleOf(rule), ...figuresOf(rule.id, { hours, open, days, now, baseCurrency }) })),
				in_force_ms: IN_FORCE_MS,
			};
		},
		async ruleVersions(id) {
			const rule = await findRule(id);
			return rule && { versions: rule.versions.toReversed() };
		},
		async explainRule({ id, order_id }) {
			const rule = await findRule(id);
			if (rule === undefined) return undefined;
			const [read] = await store.get("orders", [String(order_id)]);
			if (read === undefined || !isWhole(read.doc)) throw new AppError("NOT_FOUND", `There is no order ${order_id}.`);
			const order = read.doc;
			const version = versionFor(rule, order);
			const terms = { ...version, kind: rule.kind };
			const clauses = [...arrivalOf(order), ...clausesOf(terms, order, await ordersUpTo(order, terms, store))];
			const alertId = `${order.order_id}:FRAUD_ALERT_RAISED:${rule.id}`;
			const [alert] = await store.get("alerts", [alertId]);
			return {
				rule: rule.id,
				version: version.version,
				order_id: order.order_id,
				flags: clauses.every(({ holds }) => holds),
				clauses,
				alert_id: alert === undefined ? null : alertId,
			};
		},
		async compareShadow(id) {
			const rule = await findRule(id);
			if (rule === undefined) return undefined;
			const { shadow } = newestOf(rule);
			const now = clock.now();
			if (shadow === undefined || instantOf(shadow.since) > now) return { days: [] };
			const hours = await store.shadowHours(id, shadow.version);
			const from = Math.max(instantOf(shadow.since), now - SHADOW_KEPT_MS);
			return {
				days: namedDays({ from, to: now }, timeZone).map(({ day, start, end }) => {
					const of = hours.filter(({ hour }) => hour >= start && hour < end);
					const sum = (live: boolean, shadows: boolean) =>
						of.reduce((all, each) => all + (each.live === live && each.shadow === shadows ? each.orders : 0), 0);
					return { day, both: sum(true, true), live_only: sum(true, false), shadow_only: sum(false, true) };
				}),
			};
		},
		async listSuppressions(id) {
			if ((await findRule(id)) === undefined) return undefined;
			const records = await store.suppressions(id, clock.now());
			const lasting = records.filter(({ periods }) => periods.at(-1)?.lifted === null).map(suppressionOf);
			return { suppressions: lasting.toSorted((a, b) => instantOf(b.at) - instantOf(a.at)) };
		},
	};
}

/** The version that evaluated the order when the log accepted it; where none did, the one that is shown. */
function versionFor(rule: StoredRule, order: WholeOrder): RuleVersion {
	const { live } = inForce(rule, instantOf(order.processed_at));
	const { shadow: _shadow, ...shown } = ruleOf(rule);
	return live ?? shown;
}

/** An order that arrived CANCELLED takes no money: no rule evaluates it. */
function arrivalOf({ lifecycle }: WholeOrder) {
	const arrived = lifecycle.find(({ type }) => type === "ORDER_CREATED");
	return arrived?.detail?.status === "CANCELLED" ? [{ clause: "arrives-uncancelled", holds: false, fact: null }] : [];
}

/** Of the recorded orders, which are all there are: the window that the fraud step keeps begins when velocity is enabled. */
async function ordersUpTo(order: WholeOrder, { kind, window_ms }: RuleTerms, store: ApiDeps["store"]): Promise<number> {
	if (kind !== "velocity") return 1;
	const at = createdAt(order);
	const range = { from: isoOf(at - (window_ms ?? 0) + 1), to: isoOf(at) };
	return (await store.countMatching({ customer: String(order.customer_id), ...range })).orders;
}
