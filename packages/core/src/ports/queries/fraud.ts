/** Fraud alerts. */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import type { AlertDocument } from "../documents.ts";
import type { MoneyGroup } from "./money-group.ts";
import type { Page, PageRequest } from "./page.ts";

export interface AlertQuery {
	readonly state: FraudAlert["state"];
	/** "worst": by score, then amount as stated, whatever its currency, then age, the older first. */
	readonly order: "worst" | "newest";
}

export interface FraudQueries {
	listAlerts(query: AlertQuery, page: PageRequest): Promise<Page<AlertDocument>>;
	/** The open alerts, by currency. */
	openAlerts(): Promise<readonly MoneyGroup[]>;
}
