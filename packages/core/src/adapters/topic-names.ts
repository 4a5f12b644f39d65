/** Kafka's rules for the names of topics, for every log. */
import { collidingTopic, topicNameNeeds } from "@orderdeck/contracts/topics";
import { TopicRefused } from "../ports/errors.ts";

/** The wanted topics that do not exist. Throws TopicRefused. */
export function missingTopics<T extends { readonly topic: string }>(wanted: readonly T[], existing: Iterable<string>): T[] {
	const known = new Set(existing);
	const missing: T[] = [];
	for (const each of wanted) {
		const { topic } = each;
		const needs = topicNameNeeds(topic);
		if (needs !== undefined) throw new TopicRefused(topic, needs);
		if (known.has(topic)) continue;
		const other = collidingTopic(topic, known);
		if (other !== undefined) throw new TopicRefused(topic, collision(other));
		known.add(topic);
		missing.push(each);
	}
	return missing;
}

function collision(other: string): string {
	return `a name that differs from ${other} in more than . and _`;
}
