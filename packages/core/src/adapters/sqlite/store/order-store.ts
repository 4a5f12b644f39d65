/** The order store in the embedded database. The writer's and the readers' connections have the same one; only the writer's may write. */
import type { DatabaseSync } from "node:sqlite";
import type { OrderStore } from "../../../ports/order-store.ts";
import { guarded, transaction } from "../transaction.ts";
import { createDocuments, type Documents } from "./documents.ts";
import { createMoveHistory } from "./history-move.ts";
import { createAnalyticsQueries } from "./queries/analytics.ts";
import { createAuditQueries } from "./queries/audit.ts";
import { createBacktestQueries } from "./queries/backtests.ts";
import { createFraudQueries } from "./queries/fraud.ts";
import { createInventoryQueries } from "./queries/inventory.ts";
import { createJobQueries } from "./queries/jobs.ts";
import { createLetterQueries } from "./queries/letters.ts";
import { createOrderQueries } from "./queries/orders.ts";
import { createReplayQueries } from "./queries/replays.ts";
import { createRuleQueries } from "./queries/rules.ts";
import { createShipmentQueries } from "./queries/shipments.ts";
import { Statements } from "./queries/statements.ts";

/** `documents` is shared with the unit of work, so that statements are prepared once. */
export function createSqliteOrderStore(sql: DatabaseSync, documents: Documents = createDocuments(sql)): OrderStore {
	const statements = new Statements(sql);
	return {
		async get(collection, keys) {
			return guarded(() => documents.get(collection, keys));
		},
		async write(writes) {
			try {
				const versions = transaction(sql, () => writes.map((write) => documents.apply(write)));
				documents.publish();
				return versions;
			} catch (error) {
				documents.discard();
				throw error;
			}
		},
		...createOrderQueries(statements),
		moveHistory: createMoveHistory(sql, documents, statements),
		...createFraudQueries(statements, documents),
		...createAnalyticsQueries(sql, statements, documents),
		...createInventoryQueries(statements, documents),
		...createShipmentQueries(statements, documents),
		...createAuditQueries(statements),
		...createReplayQueries(statements),
		...createJobQueries(statements),
		...createLetterQueries(statements),
		...createBacktestQueries(statements),
		...createRuleQueries(sql, statements, documents),
	};
}
