/** For tests: orders that payments could not handle before a fault was fixed, in the data directory of a daemon that is not running. */
import { deadLetterTopic, GROUPS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { created } from "@orderdeck/core/steps/events.fixture";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { deadLetterOf } from "@orderdeck/core/wire/dead-letter";

/** Few enough of these have an item to be reserved that the stock suffices. */
const EVERY = 20;

/** Orders `1` to `count`: each was sent to the dead letters of payments, which goes on behind them; no other group has read them yet. */
export async function seedLetters(dir: string, count: number): Promise<void> {
	await using backend = createSqliteBackend({ dir });
	const group = GROUPS.payments;
	await backend.log.ensureTopics([TOPICS.orders, deadLetterTopic(group)].map((topic) => ({ topic, partitions: PARTITIONS })));
	const orders = Array.from({ length: count }, (_, n) => encodeEvent(created(n + 1, n % EVERY === 0 ? {} : { items: [] })));
	const positions = await backend.log.append(orders);
	const cause = { group, reason: "HANDLER_FAILED TypeError in charge", error: "TypeError: cannot charge", attempts: 5, at: Date.now() };
	await backend.log.append(
		orders.flatMap((order, n) => {
			const at = positions[n];
			return at === undefined ? [] : [deadLetterOf({ ...order, ...at }, cause)];
		}),
	);
	const ends = await backend.log.bounds([TOPICS.orders]);
	await backend.log.seek(
		group,
		ends.map(({ topic, partition, end }) => ({ topic, partition, offset: end })),
	);
}
