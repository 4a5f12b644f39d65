/** Fraud alerts. */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import type { Page, PageRequest } from "./page.ts";

export interface AlertQuery {
	readonly state: FraudAlert["state"];
	/** "worst": by score, then amount, then age, the older first. */
	readonly order: "worst" | "newest";
}

export interface FraudQueries {
	listAlerts(query: AlertQuery, page: PageRequest): Promise<Page<FraudAlert>>;
	/** The number of open alerts, and their total amount. */
	openAlerts(): Promise<{ count: number; amount: number }>;
}
