/** Orders, alerts, groups, products, services and frames for tests; what a test does not name is plausible. */
import type { AuditRecord } from "@orderdeck/contracts/audit/entities";
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import type { OutOfStock, ProductView, StockStatus } from "@orderdeck/contracts/inventory/entities";
import type { GroupLag, Incident, PartitionLag, Paused } from "@orderdeck/contracts/lag/entities";
import type { LiveFrame } from "@orderdeck/contracts/live";
import type { LifecycleEntry, OrderView } from "@orderdeck/contracts/orders/entities";
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { type EventType, TOPIC_OF } from "@orderdeck/contracts/topics";

export const NOON = Date.UTC(2024, 0, 15, 12, 0, 0);

/** An ISO time `seconds` after noon. */
export function after(seconds: number): string {
	return new Date(NOON + seconds * 1000).toISOString();
}

export function event(type: EventType, seconds: number, detail?: LifecycleEntry["detail"]): LifecycleEntry {
	return {
		event_id: `1:${type}`,
		type,
		occurred_at: after(seconds),
		topic: TOPIC_OF[type],
		partition: 1,
		offset: 7,
		...(detail === undefined ? {} : { detail }),
	};
}

export function order(id: number, change: Partial<OrderView> = {}): OrderView {
	return {
		order_id: id,
		customer_id: 4127,
		amount: 249.99,
		currency: "USD",
		country: "DE",
		status: "CREATED",
		created_at: after(id),
		source: "order-service",
		items: [{ product_id: "PROD-003", name: "USB-C Hub", price: 34.99, quantity: 2 }],
		processed_at: after(id),
		kafka_partition: 1,
		kafka_offset: id,
		updated_at: after(id),
		flagged: false,
		lifecycle: [event("ORDER_CREATED", id)],
		...change,
	};
}

export function alert(id: string, change: Partial<FraudAlert> = {}): FraudAlert {
	return {
		alert_id: id,
		order_id: 1,
		rule: "high-amount-risky-country",
		reason: "HIGH_AMOUNT_RISKY_COUNTRY",
		score: 80,
		amount: 400,
		currency: "USD",
		country: "DE",
		raised_at: after(0),
		state: "OPEN",
		rule_version: 1,
		facts: [],
		stoppable: true,
		claim: null,
		resolution: null,
		notes: 0,
		version: 0,
		changed_at: null,
		...change,
	};
}

export function group(name: string, change: Partial<GroupLag> = {}): GroupLag {
	return {
		group: name,
		status: "OK",
		reason: null,
		tags: [],
		lost: 0,
		paused: null,
		restorable: null,
		lag: 0,
		lag_seconds: 0,
		consume_rate: 10,
		produce_rate: 10,
		trend: "holding",
		eta: { kind: "keeping-up" },
		objective: { seconds: 30, cycle_seconds: 5, shorter_than_cycle: false, version: 0 },
		incident: null,
		watched_since: after(-3_600),
		waiting: { orders: 0, amount: 0, currency: "USD", by_currency: {}, oldest_order_id: null, oldest_at: null, at_least: false },
		members: ["member-1"],
		sampled_at: after(0),
		partitions: [],
		...change,
	};
}

/** A pause by olga, of a group without members. */
export function paused(change: Partial<Paused> = {}): Paused {
	return { by: "olga", at: after(0), reason: "r", until: null, topics: null, partitions: null, members: [], rate_before: null, ...change };
}

/** A partition in which its group has never committed. */
export function newPartition(change: Partial<PartitionLag> = {}): PartitionLag {
	return {
		topic: "orders",
		partition: 0,
		committed: null,
		end: 5,
		lag: "none",
		lag_seconds: null,
		consume_rate: null,
		produce_rate: null,
		trend: null,
		eta: { kind: "unknown" },
		status: "OK",
		reason: null,
		tags: [],
		lost: 0,
		owner: null,
		...change,
	};
}

export function incident(change: Partial<Incident> = {}): Incident {
	return {
		incident_id: "payments-group:1",
		started_at: after(-90),
		worst: "STALLED",
		acknowledged_by: null,
		acknowledged_at: null,
		...change,
	};
}

/** A pause of payments by olga. */
export function auditRow(change: Partial<AuditRecord> = {}): AuditRecord {
	return {
		audit_id: "a",
		at: after(0),
		actor: "olga",
		actor_name: "olga",
		role: "operator",
		action: "group.pause",
		target: "group:payments-group",
		targets: [],
		before: { paused: null },
		after: {},
		reason: "r",
		request_id: null,
		result: "done",
		client: "web",
		auth: "none",
		ip: null,
		part_of: null,
		schema: 2,
		writer: null,
		seq: null,
		prev: null,
		...change,
	};
}

export function product(id: string, change: Partial<ProductView> = {}): ProductView {
	return {
		product_id: id,
		name: "USB-C Hub",
		price: 34.99,
		on_hand: 100,
		reserved: 0,
		available: 100,
		state: "ok",
		shipped: 0,
		restocked: 0,
		adjusted: 0,
		initial: 100,
		reorder_point: 20,
		restock_due_at: null,
		...change,
	};
}

/** How stock stands: so many products out and low, and what was checked of the orders. */
export function stock({ low = 0, out = 0 } = {}, orders: Partial<OutOfStock> = {}): StockStatus {
	return {
		at: after(0),
		products: { ok: 8 - low - out, low, out },
		orders: { state: "ok", rate: 0, checked: 100, out_of_stock: 0, window_minutes: 10, since: null, ...orders },
	};
}

export function service(role: ServiceStatus["role"], change: Partial<ServiceStatus> = {}): ServiceStatus {
	return {
		role,
		state: "running",
		instance: "daemon-1",
		version: "1.2.3",
		started_at: after(0),
		handled: 1_000,
		per_second: 10,
		retries: 0,
		dead_letters: 0,
		last_error: null,
		seen_at: after(0),
		restarts: 0,
		...change,
	};
}

export function frame(change: Partial<LiveFrame> = {}): LiveFrame {
	return {
		at: after(0),
		reset: false,
		orders: [],
		alerts: [],
		orders_per_second: 0,
		order_count: 0,
		total_sales: 0,
		currency: "USD",
		omitted: 0,
		...change,
	};
}
