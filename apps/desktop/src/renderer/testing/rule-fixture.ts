/** Fraud rules and backtests for tests; what a test does not name is plausible. */
import type { Backtest, BacktestResult, ChangedAlert, TestedRule } from "@orderdeck/contracts/backtests/entities";
import type { Job } from "@orderdeck/contracts/jobs/entities";
import type { ListedRule, RuleVersion } from "@orderdeck/contracts/rules/entities";
import { after } from "./order-fixture.ts";

/** Amount over $300.00 and country not US, CA; version 3, by ada. */
export function rule(change: Partial<ListedRule> = {}): ListedRule {
	return {
		...{ id: "high-amount-risky-country", kind: "amount-by-country", name: "High amount, risky country" },
		...{ reason: "HIGH_AMOUNT_RISKY_COUNTRY", shadow: null },
		...ruleVersion(),
		...{ open_alerts: 187, alerts_7d: 206, confirmed_7d: 61, valuable_7d: 34, false_positive_7d: 72, precision: 61 / 167 },
		...{ money_7d: 84_471.09, money_currency: "USD", money_by_currency: { USD: 84_471.09 } },
		by_day: [3, 5, 4, 6].map((alerts, place) => ({ day: `2024-01-${12 + place}`, alerts })),
		...change,
	};
}

export function velocityRule(change: Partial<ListedRule> = {}): ListedRule {
	return rule({
		...{ id: "velocity", kind: "velocity", name: "Velocity", reason: "VELOCITY", version: 2 },
		...{ limit: 3, currency: null, safe_countries: null, window_ms: 600_000 },
		...change,
	});
}

export function limitRule(change: Partial<ListedRule> = {}): ListedRule {
	return rule({
		...{ id: "amount-limit", kind: "amount-limit", name: "Amount limit", reason: "AMOUNT_LIMIT", version: 1 },
		...{ limit: 450, safe_countries: null, precision: null, open_alerts: 0, alerts_7d: 0 },
		...change,
	});
}

export function ruleVersion(change: Partial<RuleVersion> = {}): RuleVersion {
	return {
		...{ version: 3, state: "LIVE", enabled: true, snoozed_until: null },
		...{ limit: 300, currency: "USD", safe_countries: ["US", "CA"], window_ms: null },
		...{ since: after(0), changed_at: after(0), changed_by: "ada", change: "too many alerts" },
		...change,
	};
}

export function backtestJob(change: Partial<Job> = {}): Job & { readonly result: null } {
	return {
		...{ job_id: "job-1", kind: "backtest", state: "DONE", total: 26_412, done: 26_412, failed: 0 },
		...{ started_at: after(0), ended_at: after(3.8), error: null, actor: "ada", reason: null, request_id: null },
		...{ filter: null, rate: null, updated_at: after(3.8) },
		...change,
		result: null,
	};
}

export function tested(change: Partial<TestedRule> = {}): TestedRule {
	return {
		...{ id: "high-amount-risky-country", version: null, kind: "amount-by-country", name: "High amount, risky country" },
		...{ limit: 280, currency: "USD", safe_countries: ["US", "CA", "GB"], window_ms: null },
		...change,
	};
}

export function changedAlert(orderId: number, change: Partial<ChangedAlert> = {}): ChangedAlert {
	return {
		...{ order_id: orderId, rule: "high-amount-risky-country", amount: 469.93, currency: "USD", country: "GB", score: 89 },
		...{ at: after(0), known_as: "CONFIRMED_FRAUD" },
		...change,
	};
}

const money = (amount: number) => ({ amount, currency: "USD", by_currency: { USD: amount } });

/** The draft misses two known frauds, both in GB, and gains one order. */
export function backtestResult(change: Partial<BacktestResult> = {}): BacktestResult {
	return {
		orders: 26_412,
		today: { alerts: 412, ...money(168_900), resolved: 319, confirmed: 118 },
		draft: { alerts: 371, ...money(148_300), resolved: 257, confirmed: 113 },
		gained: [changedAlert(184_101, { country: "BR", amount: 299.95, score: 68, known_as: "NOT_RESOLVED" })],
		lost: [changedAlert(176_902), changedAlert(174_318, { amount: 389.97 }), changedAlert(182_231, { known_as: "FALSE_POSITIVE" })],
		gained_total: { alerts: 1, ...money(299.95) },
		lost_total: { alerts: 61, ...money(24_412.9) },
		by_day: [
			{ day: "2024-01-14", today: 27, draft: 24, missed: 0 },
			{ day: "2024-01-15", today: 31, draft: 28, missed: 2 },
		],
		confirmed_kept: 116,
		confirmed_lost: 2,
		confirmed_lost_money: money(859.9),
		coverage: { from: after(-86_400), to: after(0), orders_without_field: 0 },
		fates: { DELIVERED: 251, CANCELLED: 120 },
		unknown: 114,
		overlap: 313,
		...change,
	};
}

export function backtest(change: Partial<Backtest> = {}): Backtest {
	return {
		...{ job_id: "job-1", from: after(-86_400 * 14), to: after(0) },
		today: [tested({ version: 3, limit: 300, safe_countries: ["US", "CA"] })],
		draft: [tested()],
		result: backtestResult(),
		...change,
	};
}
