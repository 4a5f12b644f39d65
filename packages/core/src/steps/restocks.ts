/** Deliveries of stock that have fallen due, and those whose event is not known to be published. */
import { eventId, type OrderEvent } from "@orderdeck/contracts/events";
import { isoOf } from "../domain/instant.ts";
import { inOutbox, type Product, restocked, withoutPublished } from "../domain/stock.ts";
import { put } from "../ports/documents.ts";
import type { Generation } from "../ports/event-log.ts";
import type { Effects, StepDeps } from "../runtime/step.ts";
import { Documents } from "./documents.ts";

export async function restockTick(deps: StepDeps, generation: Generation): Promise<Effects> {
	const now = deps.clock.now();
	const products = (await deps.store.products()).filter(({ doc }) => generation.owns(doc.product_id));
	const due = products.filter(({ doc }) => doc.restock_due_at !== null && doc.restock_due_at <= now);
	const deliveries = due.map((read) => {
		const product = restocked(read.doc, read.doc.reorder_quantity);
		const event = restockEvent(product, read.doc.reorder_quantity, "supplier", now);
		return { event, write: put("products", product.product_id, read, deps.atomic ? product : inOutbox(product, event)) };
	});
	const owed = products.flatMap(({ doc }) => doc.outbox ?? []);
	const effects = { writes: deliveries.map(({ write }) => write), events: [...owed, ...deliveries.map(({ event }) => event)] };
	return deps.atomic || effects.events.length === 0 ? effects : { ...effects, next: () => clearOutboxes(effects.events, deps) };
}

async function clearOutboxes(events: readonly OrderEvent[], deps: StepDeps): Promise<Effects> {
	const ids = new Set(events.map(({ id }) => id));
	const products = await Documents.read(
		"products",
		events.map(({ key }) => key),
		deps,
	);
	for (const product of products.values()) {
		if (product.outbox !== undefined) products.set(product.product_id, withoutPublished(product, ids));
	}
	return { writes: products.writes(), events: [] };
}

/** The event of a delivery: the `restocks`-th of its product. */
export function restockEvent(product: Product, quantity: number, source: string, now: number): OrderEvent {
	const { product_id, restocks } = product;
	return {
		type: "INVENTORY_RESTOCKED",
		id: eventId(product_id, "INVENTORY_RESTOCKED", restocks),
		source: "inventory-service",
		time: isoOf(now),
		topic: "inventory",
		key: product_id,
		data: { product_id, status: "RESTOCKED", quantity, source },
	};
}
