/** inventory-group: reserves, releases and ships stock, and receives deliveries. */

import { currencyCode } from "@orderdeck/contracts/codes";
import { eventId, type Order } from "@orderdeck/contracts/events";
import type { Reservation, StockLine } from "@orderdeck/contracts/inventory/entities";
import { GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { isoOf } from "../domain/instant.ts";
import type { PlacedEvent } from "../domain/order-document.ts";
import { type Product, Shelf, stockLines } from "../domain/stock.ts";
import { put, type Versioned, type Write } from "../ports/documents.ts";
import { type Effects, NO_EFFECTS, type Step, type StepDeps } from "../runtime/step.ts";
import type { OutgoingEvent } from "../wire/outgoing-event.ts";
import { Cancellations } from "./cancellations.ts";
import { Documents } from "./documents.ts";
import { firstOfEachPartition, type NewOrders, newOrders } from "./new-orders.ts";
import { restockTick } from "./restocks.ts";

export const inventoryStep: Step = {
	group: GROUPS.inventory,
	topics: [TOPICS.orders, TOPICS.payments, TOPICS.shipping],
	async handle(batch, deps) {
		const relevant = batch.filter(({ event }) => concerns(event));
		return relevant.length === 0 ? NO_EFFECTS : decide(relevant, newOrders(relevant), deps);
	},

	tick: restockTick,
};

/**
 * `unread`: orders that are taken to have no reservation. Where one has, its insert is refused and all are read; stock that was held for it in
 * vain is given back then. Where each write stands alone, no order may be refused for such stock: that is decided on what was read.
 */
async function decide(batch: readonly PlacedEvent[], unread: NewOrders, deps: StepDeps): Promise<Effects> {
	const decision = await Decision.read(batch, unread, deps);
	for (const { event } of batch) decision.take(event);
	const again = () => decide(batch, new Map(), deps);
	if (decision.refusedUnread && !deps.atomic) return again();
	return { writes: decision.writes(), events: decision.events, again };
}

function concerns(event: PlacedEvent["event"]): boolean {
	switch (event.type) {
		case "ORDER_CREATED":
			return event.data.status !== "CANCELLED";
		case "ORDER_CANCELLED":
		case "PAYMENT_FAILED":
		case "SHIPMENT_DISPATCHED":
			return true;
		default:
			return false;
	}
}

class Decision {
	readonly events: OutgoingEvent[] = [];
	/** There was too little stock for an order whose reservation was not read. */
	refusedUnread = false;
	readonly #unread: NewOrders;
	readonly #deps: StepDeps;
	readonly #reservations: Documents<"reservations">;
	readonly #cancellations: Cancellations;
	readonly #products: ReadonlyMap<string, Versioned<Product>>;
	readonly #shelf: Shelf;

	private constructor(
		deps: StepDeps,
		read: {
			unread: NewOrders;
			reservations: Documents<"reservations">;
			cancellations: Cancellations;
			products: readonly Versioned<Product>[];
		},
	) {
		this.#deps = deps;
		this.#unread = read.unread;
		this.#reservations = read.reservations;
		this.#cancellations = read.cancellations;
		this.#products = new Map(read.products.map((product) => [product.doc.product_id, product]));
		this.#shelf = new Shelf(read.products.map(({ doc }) => doc));
	}

	static async read(batch: readonly PlacedEvent[], unread: NewOrders, deps: StepDeps): Promise<Decision> {
		const keys = batch.map(({ event }) => event.key);
		const first = firstOfEachPartition(unread);
		const others = keys.filter((key) => !unread.has(key));
		const reservations = await Documents.read("reservations", [...first, ...others], deps);
		if (first.some((key) => reservations.wasThere(key))) return Decision.read(batch, new Map(), deps);
		const cancellations = await Cancellations.read(batch, deps);
		return new Decision(deps, { unread, reservations, cancellations, products: await deps.store.products() });
	}

	take(event: PlacedEvent["event"]): void {
		switch (event.type) {
			case "ORDER_CREATED":
				this.#reserve(event.key, event.data);
				break;
			case "ORDER_CANCELLED":
				if (this.#cancellations.claim(event)) this.#release(event.key, event.data.order_id, "order cancelled");
				break;
			case "PAYMENT_FAILED":
				this.#release(event.key, event.data.order_id, "payment failed");
				break;
			case "SHIPMENT_DISPATCHED":
				this.#settle(event.key);
				break;
			default:
				break;
		}
	}

	/** Each touched record once. */
	writes(): Write[] {
		this.#shelf.reorder(this.#deps.clock.now(), this.#deps.settings.restockDelayMs);
		const products = this.#shelf
			.changed()
			.map((product) => put("products", product.product_id, this.#products.get(product.product_id), product));
		// In this order where each write stands alone: a lost claim must not find stock moved, and no reservation may promise what no product holds.
		return [...this.#cancellations.writes(), ...products, ...this.#reservations.writes()];
	}

	#reserve(key: string, order: Readonly<Order>): void {
		const items = stockLines(order.items ?? []);
		const known = this.#reservations.get(key);
		if (known !== undefined) {
			// Decided before. Where events may have been lost after their writes, it is announced again.
			if (!this.#deps.atomic) this.#announce(known);
			// Stock held by a batch that was interrupted before it wrote the reservation.
			if (known.status !== "RESERVED") this.#shelf.release(key, items);
			return;
		}
		const refusal = this.#shelf.reserve(key, items);
		if (refusal !== undefined) {
			this.#shelf.release(key, items);
			this.refusedUnread ||= this.#unread.has(key);
		}
		const outcome = refusal === undefined ? { status: "RESERVED" as const } : { status: "FAILED" as const, reason: refusal };
		const money = { amount: order.amount, currency: currencyCode(order.currency) };
		this.#save(key, { order_id: order.order_id, ...outcome, items, ...money, updated_at: this.#now() });
	}

	#release(key: string, orderId: Reservation["order_id"], reason: string): void {
		const known = this.#reservations.get(key);
		if (known === undefined) {
			// The order itself has not been seen yet: when it arrives, nothing is reserved for it.
			this.#reservations.set(key, { order_id: orderId, status: "CANCELLED", items: [], reason, updated_at: this.#now() });
			return;
		}
		if (known.status === "RELEASED" && !this.#deps.atomic) this.#announce(known);
		if (known.status !== "RESERVED") return;
		this.#shelf.release(key, known.items);
		this.#save(key, { ...known, status: "RELEASED", reason, updated_at: this.#now() });
	}

	#settle(key: string): void {
		const known = this.#reservations.get(key);
		if (known?.status !== "RESERVED") return;
		this.#shelf.settle(key, known.items);
		this.#reservations.set(key, { ...known, status: "SETTLED", updated_at: this.#now() });
	}

	#save(key: string, reservation: Reservation): void {
		this.#reservations.set(key, reservation);
		this.#announce(reservation);
	}

	#announce(reservation: Readonly<Reservation>): void {
		const { status } = reservation;
		if (status === "SETTLED" || status === "CANCELLED") return;
		const { order_id, items, amount, currency, reason } = reservation;
		const data = {
			order_id,
			status,
			items: items as StockLine[],
			...(amount === undefined ? {} : { amount }),
			...(currency === undefined ? {} : { currency }),
			...(reason === undefined ? {} : { reason }),
		};
		const type = `INVENTORY_${status}` as const;
		const id = eventId(order_id, type);
		this.events.push({ type, id, source: "inventory-service", time: this.#now(), topic: "inventory", key: String(order_id), data });
	}

	#now(): string {
		return isoOf(this.#deps.clock.now());
	}
}
