/**
 * The order store in Couchbase. Documents are read by key; a query finds only keys, and only where they are not known in advance, so that
 * the pipeline needs the query service only for shipments that fall due.
 */
import type { Clock } from "../../ports/clock.ts";
import type { OrderStore } from "../../ports/order-store.ts";
import { createAnalyticsQueries } from "./queries/analytics.ts";
import { createAuditQueries } from "./queries/audit.ts";
import { createBacktestQueries } from "./queries/backtests.ts";
import { createFraudQueries } from "./queries/fraud.ts";
import { createInventoryQueries } from "./queries/inventory.ts";
import { createJobQueries } from "./queries/jobs.ts";
import { createLetterQueries } from "./queries/letters.ts";
import { createOrderQueries } from "./queries/orders.ts";
import type { Reading } from "./queries/reading.ts";
import { createReplayQueries } from "./queries/replays.ts";
import { createRuleQueries } from "./queries/rules.ts";
import { createShipmentQueries } from "./queries/shipments.ts";

export function createCouchbaseOrderStore(reading: Reading, clock: Pick<Clock, "now">): OrderStore {
	const orders = createOrderQueries(reading);
	return {
		get: reading.keyValue.get,
		write: reading.keyValue.write,
		...orders,
		...createFraudQueries(reading),
		...createAnalyticsQueries(reading, clock),
		...createInventoryQueries(reading),
		...createShipmentQueries(reading),
		...createAuditQueries(reading),
		...createReplayQueries(reading),
		...createJobQueries(reading),
		...createLetterQueries(reading),
		...createBacktestQueries(orders),
		...createRuleQueries(reading),
	};
}
