/** What an operator types into the editor of a rule, and what it means. Pure. */
import { countryCode, currencyCode, isCountryCode, isCurrencyCode } from "@orderdeck/contracts/codes";
import { type Rule, type RuleParameters, ruleKindSchema } from "@orderdeck/contracts/rules/entities";
import { LONGEST_WINDOW_MS, MOST_ORDERS_IN_WINDOW } from "@orderdeck/contracts/rules/requests";
import { z } from "zod";
import { exactDigits } from "../../format/money.ts";
import { numberIn } from "../../format/number-text.ts";
import { isSnoozed, newestVersion } from "./rule-words.ts";
import type { RuleValues } from "./value-changes.ts";

const MINUTE_MS = 60_000;
const LARGEST_AMOUNT = 1e9;

export const ruleDraftSchema = z.object({
	kind: ruleKindSchema,
	/** The newest version that the operator has seen; 0 of a new rule. */
	version: z.int(),
	/** As it is typed. */
	limit: z.string(),
	currency: z.string(),
	countries: z.array(z.string()),
	/** Minutes, as they are typed. */
	window: z.string(),
	enabled: z.boolean(),
	snoozedUntil: z.string().nullable(),
	/** Why it is changed. */
	why: z.string(),
	/** Of a new rule. */
	name: z.string(),
	/** Of a new rule: the reason of its alerts. */
	alertReason: z.string(),
});
export type RuleDraft = z.infer<typeof ruleDraftSchema>;

/** The editor of a rule that nobody has changed yet. `now` in ms: a snooze that has ended is none. */
export function draftOf(rule: Rule, now: number): RuleDraft {
	return {
		...filledIn(rule),
		version: newestVersion(rule),
		enabled: rule.enabled,
		snoozedUntil: isSnoozed(rule, now) ? rule.snoozed_until : null,
		why: "",
		name: rule.name,
		alertReason: rule.reason,
	};
}

/** The fields of these parameters. */
export function filledIn(of: RuleParameters & Pick<Rule, "kind">): Pick<RuleDraft, "kind" | "limit" | "currency" | "countries" | "window"> {
	return {
		kind: of.kind,
		limit: of.currency === null ? String(of.limit) : exactDigits(of.limit, of.currency),
		currency: of.currency ?? "",
		countries: of.safe_countries ?? [],
		window: of.window_ms === null ? "" : String(of.window_ms / MINUTE_MS),
	};
}

export function newDraft(currency: string): RuleDraft {
	return {
		...{ kind: "amount-limit", version: 0, limit: "", currency, countries: [], window: "10" },
		...{ enabled: true, snoozedUntil: null, why: "", name: "", alertReason: "" },
	};
}

/** What the fields mean. A number that is none is NaN: see `draftIssues`. */
export function draftValues(draft: RuleDraft): RuleValues {
	const isVelocity = draft.kind === "velocity";
	return {
		limit: numberIn(draft.limit),
		currency: isVelocity ? null : currencyCode(draft.currency),
		safe_countries: draft.kind === "amount-by-country" ? draft.countries : null,
		window_ms: isVelocity ? Math.round(numberIn(draft.window) * MINUTE_MS) : null,
		enabled: draft.enabled,
		snoozed_until: draft.snoozedUntil,
	};
}

/** The parameters as the API takes them: those that the kind has. */
export function draftParameters(draft: RuleDraft) {
	const { limit, currency, safe_countries, window_ms } = draftValues(draft);
	return {
		limit,
		...(currency === null ? {} : { currency }),
		...(safe_countries === null ? {} : { safe_countries: [...safe_countries] }),
		...(window_ms === null ? {} : { window_ms }),
	};
}

export type DraftIssues = Readonly<Partial<Record<"limit" | "currency" | "window" | "alertReason", string>>>;

const ALERT_REASON = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** What is wrong with each field; empty where nothing is. */
export function draftIssues(draft: RuleDraft): DraftIssues {
	const { limit, currency, window_ms } = draftValues(draft);
	const issues: { -readonly [K in keyof DraftIssues]: DraftIssues[K] } = {};
	if (draft.kind === "velocity") {
		if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ORDERS_IN_WINDOW)
			issues.limit = `A whole number from 1 to ${MOST_ORDERS_IN_WINDOW}`;
		if (window_ms === null || !(window_ms >= 1_000 && window_ms <= LONGEST_WINDOW_MS))
			issues.window = `Minutes, at most ${LONGEST_WINDOW_MS / MINUTE_MS}`;
	} else {
		if (!(limit > 0 && limit <= LARGEST_AMOUNT)) issues.limit = "An amount above 0";
		if (currency === null || !isCurrencyCode(currency)) issues.currency = "Such as USD";
	}
	if (draft.version === 0 && !ALERT_REASON.test(draft.alertReason.trim())) issues.alertReason = "Such as CARD_TESTING";
	return issues;
}

/** The countries with those of the text added, in their order; undefined where the text has one that is no code. */
export function withCountries(known: readonly string[], text: string): string[] | undefined {
	const codes = text.split(/[\s,;]+/).filter((part) => part !== "");
	const added = codes.map(countryCode);
	return added.every(isCountryCode) ? [...new Set([...known, ...added])] : undefined;
}
