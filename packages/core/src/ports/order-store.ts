/** The order store: documents by collection and key, and the queries of each area. Consumers take the part that they use. */
import type { Documents } from "./documents.ts";
import type { AnalyticsQueries } from "./queries/analytics.ts";
import type { AuditQueries } from "./queries/audit.ts";
import type { BacktestQueries } from "./queries/backtests.ts";
import type { FraudQueries } from "./queries/fraud.ts";
import type { InventoryQueries } from "./queries/inventory.ts";
import type { JobQueries } from "./queries/jobs.ts";
import type { LetterQueries } from "./queries/letters.ts";
import type { OrderQueries } from "./queries/orders.ts";
import type { ReplayQueries } from "./queries/replays.ts";
import type { RuleQueries } from "./queries/rules.ts";
import type { ShipmentQueries } from "./queries/shipments.ts";

/** Every method throws `StoreError` with code UNAVAILABLE while the store is unavailable. */
export interface StoreQueries
	extends OrderQueries,
		FraudQueries,
		AnalyticsQueries,
		InventoryQueries,
		ShipmentQueries,
		AuditQueries,
		JobQueries,
		ReplayQueries,
		LetterQueries,
		BacktestQueries,
		RuleQueries {}

export interface OrderStore extends Documents, StoreQueries {}
