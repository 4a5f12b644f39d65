/** The figures of rules and the comparison of a version in shadow, by days of the time zone. */
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import { HOUR_MS } from "@orderdeck/core/domain/quarters";
import type { RuleHour } from "@orderdeck/core/ports/queries/fraud";
import type { ShadowHour } from "@orderdeck/core/ports/queries/rules";
import { storedRule, version } from "@orderdeck/core/steps/rules.fixture";
import { describe, expect, it } from "vitest";
import type { ApiDeps } from "./deps.ts";
import { rulesApi } from "./rules.ts";

const NOW = Date.UTC(2026, 2, 10, 12, 30);
const hoursAgo = (hours: number) => Math.floor(NOW / HOUR_MS) * HOUR_MS - hours * HOUR_MS;

interface Given {
	readonly hours?: readonly RuleHour[];
	readonly shadowHours?: readonly ShadowHour[];
	readonly open?: Readonly<Record<string, number>>;
	readonly timeZone?: string;
	/** Beside the only rule's first version. */
	readonly shadow?: Parameters<typeof version>[1];
}

function api({ hours = [], shadowHours = [], open = {}, timeZone = "UTC", shadow }: Given) {
	const versions = [version(1), ...(shadow === undefined ? [] : [version(2, { state: "SHADOW", ...shadow })])];
	const doc = { rules: [storedRule("r", "amount-limit", ...versions)] };
	const store = {
		get: async () => [{ doc, cas: 1 }],
		ruleHours: async (from: number) => hours.filter(({ hour }) => hour >= from),
		openByRule: async () => open,
		shadowHours: async (_rule: string, number: number) => (number === 2 ? shadowHours : []),
	} as unknown as ApiDeps["store"];
	return rulesApi({ store, clock: { ...systemClock, now: () => NOW }, baseCurrency: "USD", timeZone });
}

function raised(hour: number, outcome: RuleHour["outcome"], fields: Partial<RuleHour> = {}): RuleHour {
	return { rule: "r", hour, outcome, currency: "USD", count: 1, amount: "10", ...fields };
}

async function figures(given: Given) {
	const [rule] = (await api(given).listRules()).rules;
	if (rule === undefined) throw new Error("no rule");
	return rule;
}

describe("the figures of a rule", () => {
	it("are those of its own alerts of seven days, by verdict", async () => {
		const hours = [
			raised(hoursAgo(0), "OPEN", { count: 3 }),
			raised(hoursAgo(1), "CLAIMED"),
			raised(hoursAgo(2), "CONFIRMED_FRAUD", { count: 4 }),
			raised(hoursAgo(7 * 24), "VALUABLE", { count: 5 }),
			raised(hoursAgo(7 * 24 + 1), "FALSE_POSITIVE", { count: 100 }),
			raised(hoursAgo(0), "FALSE_POSITIVE", { rule: "other", count: 100 }),
		];
		expect(await figures({ hours, open: { r: 4, other: 9 } })).toMatchObject({
			open_alerts: 4,
			alerts_7d: 13,
			confirmed_7d: 4,
			valuable_7d: 5,
			false_positive_7d: 0,
			precision: null,
		});
	});

	it("have a precision from ten resolved alerts on", async () => {
		const hours = [raised(hoursAgo(1), "CONFIRMED_FRAUD", { count: 6 }), raised(hoursAgo(1), "FALSE_POSITIVE", { count: 4 })];
		expect(await figures({ hours })).toMatchObject({ precision: 0.6 });
		expect(await figures({ hours: hours.slice(0, 1) })).toMatchObject({ precision: null });
	});

	it("sum money in the only currency there is, or else in the base currency", async () => {
		const yen = raised(hoursAgo(1), "OPEN", { currency: "JPY", amount: "5000" });
		expect(await figures({ hours: [yen] })).toMatchObject({ money_7d: 5_000, money_currency: "JPY" });
		expect(
			await figures({ hours: [yen, raised(hoursAgo(1), "OPEN", { amount: "0.1" }), raised(hoursAgo(2), "OPEN", { amount: "0.2" })] }),
		).toMatchObject({
			money_7d: 0.3,
			money_currency: "USD",
			money_by_currency: { JPY: 5_000, USD: 0.3 },
		});
	});

	it.each(["UTC", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"])(
		"have 30 days of %s, the present one last, whatever its clocks did",
		async (timeZone) => {
			const { by_day } = await figures({ hours: [raised(hoursAgo(0), "OPEN", { count: 2 })], timeZone });
			expect(by_day).toHaveLength(30);
			const today = new Intl.DateTimeFormat("en-CA", { timeZone }).format(NOW);
			expect(by_day.at(-1)).toEqual({ day: today, alerts: 2 });
			expect(new Set(by_day.map(({ day }) => day)).size).toBe(30);
		},
	);
});

describe("the comparison of a version in shadow", () => {
	it("is by day from when it was in force, days without an order among them", async () => {
		const shadow = { since: new Date(hoursAgo(50)).toISOString() };
		const shadowHours = [
			{ hour: hoursAgo(0), live: true, shadow: true, orders: 4 },
			{ hour: hoursAgo(1), live: true, shadow: true, orders: 1 },
			{ hour: hoursAgo(1), live: false, shadow: true, orders: 2 },
			{ hour: hoursAgo(48), live: true, shadow: false, orders: 3 },
		];
		expect(await api({ shadow, shadowHours }).compareShadow("r")).toEqual({
			days: [
				{ day: "2026-03-08", both: 0, live_only: 3, shadow_only: 0 },
				{ day: "2026-03-09", both: 0, live_only: 0, shadow_only: 0 },
				{ day: "2026-03-10", both: 5, live_only: 0, shadow_only: 2 },
			],
		});
	});

	it("is empty before that, and without one", async () => {
		expect(await api({ shadow: { since: new Date(NOW + 1).toISOString() } }).compareShadow("r")).toEqual({ days: [] });
		expect(await api({}).compareShadow("r")).toEqual({ days: [] });
	});
});
