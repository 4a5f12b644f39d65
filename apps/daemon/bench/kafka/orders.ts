/** Orders in the topics of a Kafka. */
import { GROUPS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { createKafkaBackend } from "@orderdeck/core/adapters/kafka/backend";
import { orderCreated } from "@orderdeck/core/domain/order-created";
import { createOrderGenerator } from "@orderdeck/core/producer/order-generator";
import { encodeEvent } from "@orderdeck/core/wire/codec";

const AT_ONCE = 500;

/** The topics, and so many orders in them. */
export async function fillOrders(brokers: readonly string[], count: number): Promise<void> {
	await using backend = createKafkaBackend({ brokers, clientId: "bench-fill" });
	const have = (await backend.log.topics()).map(({ topic }) => topic);
	const topics = [...Object.values(TOPICS), ...Object.values(GROUPS).map((group) => `${group}.dlq`)];
	await backend.log.ensureTopics(topics.filter((topic) => !have.includes(topic)).map((topic) => ({ topic, partitions: PARTITIONS })));
	const generate = createOrderGenerator({ seed: 1 });
	const before = (await backend.log.bounds([TOPICS.orders])).reduce((sum, { end }) => sum + end, 0);
	for (let first = before + 1; first <= count; first += AT_ONCE) {
		const createdAt = new Date().toISOString();
		const orders = Array.from({ length: AT_ONCE }, (_, index) => generate(first + index, createdAt));
		await backend.log.append(orders.map((order) => encodeEvent(orderCreated(order))));
	}
}
