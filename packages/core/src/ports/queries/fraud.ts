/** Fraud alerts. */
import type { AlertState, Verdict } from "@orderdeck/contracts/fraud/entities";
import type { AlertDocument, Versioned } from "../documents.ts";
import type { MoneyGroup } from "./money-group.ts";
import type { Page, PageRequest } from "./page.ts";

export const ALERT_LIST_ORDERS = ["worst", "newest", "oldest"] as const;

export interface AlertQuery {
	/** One of these; at least one. */
	readonly states: readonly AlertState[];
	readonly stoppable?: boolean | undefined;
	/** Its id. */
	readonly rule?: string | undefined;
	/** Only those that this operator has claimed. */
	readonly claimedBy?: string | undefined;
	/**
	 * "worst": those whose order can still be stopped first, then by score, then amount as stated, whatever its currency, then age, the older
	 * first. Of one time: by id.
	 */
	readonly order: (typeof ALERT_LIST_ORDERS)[number];
}

/** Alerts that are not resolved. */
export const UNRESOLVED: readonly AlertState[] = ["OPEN", "CLAIMED"];

/** Where an alert is: not resolved, or its verdict. */
export type AlertOutcome = Exclude<AlertState, "RESOLVED"> | Verdict;

/** Alerts of one state and currency. */
export interface AlertTotal extends MoneyGroup {
	readonly state: AlertState;
	readonly stoppable: boolean;
}

/** Alerts of one rule, outcome and currency that were raised within an hour. `hour`: its beginning in UTC, ms since the epoch. */
export interface RuleHour extends MoneyGroup {
	readonly rule: string;
	readonly hour: number;
	readonly outcome: AlertOutcome;
}

/** The verdict on an alert. */
export interface AlertVerdict {
	readonly order_id: string;
	readonly rule: string;
	readonly verdict: Verdict;
}

/** A claim whose time is over. */
export interface ExpiredClaim {
	readonly alert_id: string;
	readonly expires_at: string;
}

export interface FraudQueries {
	listAlerts(query: AlertQuery, page: PageRequest): Promise<Page<AlertDocument>>;
	/** All alerts. */
	alertTotals(): Promise<readonly AlertTotal[]>;
	/** The alerts that the operator has claimed until later than `now` (ms), by currency. */
	claimedTotals(by: string, now: number): Promise<readonly MoneyGroup[]>;
	/** The claims that were over at `now` (ms), the first that ended first, at most `limit`. */
	claimsExpired(now: number, limit: number): Promise<readonly ExpiredClaim[]>;
	/** The alerts whose last change by an operator was at or after `since` (ms), the one changed first first, at most `limit`. */
	alertsChangedSince(since: number, limit: number): Promise<readonly AlertDocument[]>;
	/** All alerts of the order. */
	alertsOf(orderId: string): Promise<readonly Versioned<AlertDocument>[]>;
	/** How many verdicts there are on alerts of this rule and country, of those raised on days (UTC) that begin at or after `from` (ms). */
	similarVerdicts(similar: SimilarAlerts): Promise<Readonly<Partial<Record<Verdict, number>>>>;
	/** The alerts raised in hours that begin at or after `from` (ms); hours without any are left out. */
	ruleHours(from: number): Promise<readonly RuleHour[]>;
	/** How many alerts of each rule are not resolved, whenever they were raised. */
	openByRule(): Promise<Readonly<Record<string, number>>>;
	/** The verdicts on alerts that were raised at or after `from` (ms), oldest raised first. */
	verdicts(from: number, page: PageRequest): Promise<Page<AlertVerdict>>;
}

export interface SimilarAlerts {
	readonly rule: string;
	readonly country: string;
	readonly from: number;
}
