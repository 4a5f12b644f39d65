/** For tests: orders of the past in the log of a data directory that no daemon uses yet. */
import { ORDER_EVENT_TOPICS, PARTITIONS } from "@orderdeck/contracts/topics";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { created } from "@orderdeck/core/steps/events.fixture";
import { encodeEvent } from "@orderdeck/core/wire/codec";

export interface PastOrder {
	/** Ms since the epoch. */
	readonly at: number;
	/** In USD. */
	readonly amount: number;
	readonly country: string;
}

const CHUNK = 500;

/** The log accepts them now: as orders that were created earlier, and are cancelled at source so that nothing becomes of them. */
export async function appendPastOrders(dataDir: string, orders: readonly PastOrder[]): Promise<void> {
	await using backend = createSqliteBackend({ dir: dataDir });
	await backend.log.ensureTopics(ORDER_EVENT_TOPICS.map((topic) => ({ topic, partitions: PARTITIONS })));
	const records = orders.map(({ at, amount, country }, place) => {
		const created_at = new Date(at).toISOString();
		const order = created(`PAST-${place}`, { amount, country, created_at, status: "CANCELLED" });
		return encodeEvent({ ...order, time: created_at });
	});
	for (let from = 0; from < records.length; from += CHUNK) await backend.log.append(records.slice(from, from + CHUNK));
}
