/** Fraud alerts. */
import type { AlertState, Verdict } from "@orderdeck/contracts/fraud/entities";
import type { AlertDocument } from "../documents.ts";
import type { MoneyGroup } from "./money-group.ts";
import type { Page, PageRequest } from "./page.ts";

export interface AlertQuery {
	readonly state: AlertState;
	/** "worst": by score, then amount as stated, whatever its currency, then age, the older first. */
	readonly order: "worst" | "newest";
}

/** Where an alert is: not resolved, or its verdict. */
export type AlertOutcome = Exclude<AlertState, "RESOLVED"> | Verdict;

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

export interface FraudQueries {
	listAlerts(query: AlertQuery, page: PageRequest): Promise<Page<AlertDocument>>;
	/** The open alerts, by currency. */
	openAlerts(): Promise<readonly MoneyGroup[]>;
	/** The alerts raised in hours that begin at or after `from` (ms); hours without any are left out. */
	ruleHours(from: number): Promise<readonly RuleHour[]>;
	/** How many alerts of each rule are not resolved, whenever they were raised. */
	openByRule(): Promise<Readonly<Record<string, number>>>;
	/** The verdicts on alerts that were raised at or after `from` (ms), oldest raised first. */
	verdicts(from: number, page: PageRequest): Promise<Page<AlertVerdict>>;
}
