/** Documents for the conformance suites. */
import { AUDIT_SCHEMA, type AuditRecord } from "@orderdeck/contracts/audit/entities";
import { completed } from "@orderdeck/contracts/audit/recorded";
import type { AlertRecord } from "@orderdeck/contracts/fraud/entities";
import type { JobState } from "@orderdeck/contracts/jobs/entities";
import type { DeadLetter } from "@orderdeck/contracts/letters/entities";
import type { OrderView, Shipment } from "@orderdeck/contracts/orders/entities";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import type { EventType } from "@orderdeck/contracts/topics";
import { type JobDocument, newJob } from "../domain/job.ts";
import type { OrderEventDocument } from "../domain/order-history.ts";

export function order(id: number | string, fields: Partial<OrderView> = {}): OrderView {
	return {
		order_id: id,
		customer_id: 1000,
		amount: 249.99,
		currency: "USD",
		country: "US",
		status: "CREATED",
		created_at: "2026-01-01T00:00:00Z",
		source: "order-service",
		processed_at: "2027-06-01T00:00:00.000Z",
		kafka_partition: 0,
		kafka_offset: 0,
		updated_at: "2026-01-01T00:00:00.000Z",
		flagged: false,
		lifecycle: [],
		...fields,
	};
}

export function eventDocument(orderId: string, type: EventType, occurredAt: string): OrderEventDocument {
	const data = { order_id: orderId };
	return {
		event_id: `${orderId}:${type}`,
		order_id: orderId,
		type,
		occurred_at: occurredAt,
		topic: "orders",
		partition: 0,
		offset: 0,
		data,
	};
}

export function alert(id: string, fields: Partial<AlertRecord>): AlertRecord {
	const raised_at = "2026-01-01T00:00:00Z";
	return {
		alert_id: id,
		order_id: id,
		rule: "r",
		reason: "R",
		score: 50,
		amount: 1,
		currency: "USD",
		country: "BR",
		raised_at,
		state: "OPEN",
		rule_version: 1,
		facts: [],
		stoppable: true,
		claim: null,
		resolution: null,
		notes: 0,
		version: 0,
		changed_at: null,
		note_list: [],
		history: [],
		...fields,
	};
}

export function shipment(id: number, fields: Partial<Shipment>): Shipment {
	return {
		order_id: id,
		status: "CREATED",
		paid: true,
		reserved: true,
		amount: 1,
		currency: "USD",
		due_at: null,
		updated_at: "",
		...fields,
	};
}

export function audit(id: string, at: string, fields: Partial<AuditRecord> = {}): AuditRecord {
	const earlier = { audit_id: id, at, actor: "someone", role: "admin", action: "a", target: "t", before: null, after: null };
	return { ...completed(earlier), schema: AUDIT_SCHEMA, ...fields };
}

export function replay(id: string, startedAt: string): ReplayJob {
	return {
		job_id: id,
		state: "DONE",
		days: 1,
		topic: "t",
		from: startedAt,
		total: 0,
		replayed: 0,
		started_at: startedAt,
		ended_at: null,
		error: null,
	};
}

export function job(id: string, startedAt: string, { kind = "k", state = "DONE" }: { kind?: string; state?: JobState } = {}): JobDocument {
	const actor = { name: "someone", role: "operator" } as const;
	const fields = { reason: null, request_id: null, source: null, filter: null, input: {}, rate: 50 };
	return { ...newJob({ id, at: Date.parse(startedAt), kind, actor, targets: ["1"], ...fields }).job, state };
}

/** The letter of this id, `<group>:<partition>:<offset>`. */
export function letter(id: string, fields: Partial<DeadLetter> = {}): DeadLetter {
	const [group = "", partition, offset] = id.split(":");
	return {
		letter_id: id,
		group,
		position: { topic: `${group}.dlq`, partition: Number(partition), offset: Number(offset) },
		origin: { topic: "orders", partition: 0, offset: 0 },
		key: null,
		order_id: null,
		amount: null,
		currency: null,
		size_bytes: 0,
		cut: null,
		reason: "NOT_JSON",
		error: "not JSON",
		attempts: 1,
		at: "2026-01-01T00:00:00.000Z",
		state: "WAITING",
		redrive_count: 0,
		redrive_of: null,
		version: 1,
		history: [],
		...fields,
	};
}
