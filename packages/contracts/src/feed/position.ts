/** A position in a topic of order events, as text: `orders/1@31059`. */
import { ORDER_EVENT_TOPICS, type OrderEventTopic } from "../topics.ts";

export interface EventPosition {
	readonly topic: OrderEventTopic;
	readonly partition: number;
	readonly offset: number;
}

/** Up to a million partitions, and offsets that a number holds. */
const POSITION = new RegExp(`^(${ORDER_EVENT_TOPICS.join("|")})/(\\d{1,6}) ?@ ?(\\d{1,15})$`);

export function positionText({ topic, partition, offset }: { topic: string; partition: number; offset: number }): string {
	return `${topic}/${partition}@${offset}`;
}

/** Also with spaces around the `@`, as screens show it. Undefined for any other text. */
export function positionIn(text: string): EventPosition | undefined {
	const [, name, partition, offset] = POSITION.exec(text) ?? [];
	const topic = ORDER_EVENT_TOPICS.find((each) => each === name);
	return topic === undefined ? undefined : { topic, partition: Number(partition), offset: Number(offset) };
}
