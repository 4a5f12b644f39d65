/** Names fixed by the wire contract: topics, consumer groups, event types. */

export const TOPICS = {
	orders: "orders",
	payments: "payments",
	inventory: "inventory",
	shipping: "shipping",
	fraudAlerts: "fraud-alerts",
	orderAnalytics: "order-analytics",
	ordersReplay: "orders-replay",
} as const;

/** Topics that carry the events of an order; a replay into one of them, or into `order-analytics`, is refused. */
export const ORDER_EVENT_TOPICS = [TOPICS.orders, TOPICS.payments, TOPICS.inventory, TOPICS.shipping, TOPICS.fraudAlerts] as const;
export type OrderEventTopic = (typeof ORDER_EVENT_TOPICS)[number];

export const PARTITIONS = 6;

export const GROUPS = {
	fraud: "fraud-group",
	payments: "payments-group",
	inventory: "inventory-group",
	shipping: "shipping-group",
	analytics: "analytics-group",
} as const;
export type GroupId = (typeof GROUPS)[keyof typeof GROUPS];

/** What Kafka requires of the name of a topic that we create; undefined where the name meets it. */
export function topicNameNeeds(name: string): string | undefined {
	if (!/^[A-Za-z0-9._-]{1,249}$/.test(name)) return "a topic name: 1 to 249 of A-Z a-z 0-9 . _ -";
	if (name === "." || name === "..") return 'a topic name other than "." and ".."';
	return name.startsWith("__") ? "a topic name that does not begin with __, as Kafka's internal topics do" : undefined;
}

/** The topic beside which Kafka creates no topic of this name: `.` and `_` are one character in the names of its metrics. */
export function collidingTopic(name: string, existing: Iterable<string>): string | undefined {
	const unified = unify(name);
	for (const topic of existing) if (topic !== name && unify(topic) === unified) return topic;
	return undefined;
}

function unify(name: string): string {
	return name.replaceAll(".", "_");
}

/** The dead-letter topic of a consumer group. */
export function deadLetterTopic(group: string): string {
	return `${group}.dlq`;
}

export const ROLES = ["producer", "fraud", "payments", "inventory", "shipping", "analytics", "api"] as const;
export type Role = (typeof ROLES)[number];

export const EVENT_TYPES = [
	"ORDER_CREATED",
	"ORDER_CANCELLED",
	"PAYMENT_PROCESSING",
	"PAYMENT_PROCESSED",
	"PAYMENT_FAILED",
	"PAYMENT_REFUNDED",
	"INVENTORY_RESERVED",
	"INVENTORY_FAILED",
	"INVENTORY_RELEASED",
	"INVENTORY_RESTOCKED",
	"SHIPMENT_CREATED",
	"SHIPMENT_DISPATCHED",
	"SHIPMENT_DELIVERED",
	"FRAUD_ALERT_RAISED",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The topic on which each event type travels. */
export const TOPIC_OF: Record<EventType, OrderEventTopic> = {
	ORDER_CREATED: "orders",
	ORDER_CANCELLED: "orders",
	PAYMENT_PROCESSING: "payments",
	PAYMENT_PROCESSED: "payments",
	PAYMENT_FAILED: "payments",
	PAYMENT_REFUNDED: "payments",
	INVENTORY_RESERVED: "inventory",
	INVENTORY_FAILED: "inventory",
	INVENTORY_RELEASED: "inventory",
	INVENTORY_RESTOCKED: "inventory",
	SHIPMENT_CREATED: "shipping",
	SHIPMENT_DISPATCHED: "shipping",
	SHIPMENT_DELIVERED: "shipping",
	FRAUD_ALERT_RAISED: "fraud-alerts",
};

/** What a person calls each event. */
export const EVENT_LABEL: Record<EventType, string> = {
	ORDER_CREATED: "Order created",
	ORDER_CANCELLED: "Order cancelled",
	PAYMENT_PROCESSING: "Payment initiated",
	PAYMENT_PROCESSED: "Payment processed",
	PAYMENT_FAILED: "Payment declined",
	PAYMENT_REFUNDED: "Payment refunded",
	INVENTORY_RESERVED: "Inventory reserved",
	INVENTORY_FAILED: "Out of stock",
	INVENTORY_RELEASED: "Stock released",
	INVENTORY_RESTOCKED: "Restocked",
	SHIPMENT_CREATED: "Order prepared",
	SHIPMENT_DISPATCHED: "Order shipped",
	SHIPMENT_DELIVERED: "Order delivered",
	FRAUD_ALERT_RAISED: "Fraud alert raised",
};
