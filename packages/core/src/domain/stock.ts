/**
 * Stock. A product holds its open reservations by order, so that reserving twice is visible and refused; what has been
 * settled or released is remembered by the order's own reservation record.
 * Law: `on_hand + shipped = initial + restocked + adjusted` and `0 ≤ reserved ≤ on_hand`, where `available = on_hand − reserved`.
 */

import type { OrderEvent } from "@orderdeck/contracts/events";
import type { ProductView, StockLine, StockState } from "@orderdeck/contracts/inventory/entities";
import type { CatalogItem } from "./catalog.ts";
import { isoOf } from "./instant.ts";

export interface Product {
	readonly product_id: string;
	readonly name: string;
	readonly price: number;
	readonly initial: number;
	/** In stock, including reserved units. */
	readonly on_hand: number;
	readonly reserved: number;
	readonly shipped: number;
	readonly restocked: number;
	/** The sum of all corrections by hand; absent where there was none. */
	readonly adjusted?: number;
	readonly reorder_point: number;
	readonly reorder_quantity: number;
	/** When the supplier delivers, ms since the epoch; null when nothing is ordered. */
	readonly restock_due_at: number | null;
	/** Deliveries so far: numbers the restock events. */
	readonly restocks: number;
	/** Open reservations: order id → units. */
	readonly reservations: Readonly<Record<string, number>>;
	/** Events of deliveries not yet known to be in the log; only where store and log are two systems. */
	readonly outbox?: readonly OrderEvent[];
	/** The operator requests that changed it last; only where store and log are two systems. */
	readonly requests?: readonly string[];
}

/** A repeated request comes soon after the first; by then so many others may have changed the product. */
const REQUESTS_KEPT = 50;

/** A product as it stands on the first day. Reorders at a fifth of its stock, up to the whole of it. */
export function newProduct(item: CatalogItem): Product {
	return {
		product_id: item.product_id,
		name: item.name,
		price: item.price,
		initial: item.stock,
		on_hand: item.stock,
		reserved: 0,
		shipped: 0,
		restocked: 0,
		reorder_point: Math.ceil(item.stock / 5),
		reorder_quantity: item.stock,
		restock_due_at: null,
		restocks: 0,
		reservations: {},
	};
}

export function productView(product: Product): ProductView {
	return {
		product_id: product.product_id,
		name: product.name,
		price: product.price,
		on_hand: product.on_hand,
		reserved: product.reserved,
		available: product.on_hand - product.reserved,
		state: stockState(product),
		shipped: product.shipped,
		restocked: product.restocked,
		adjusted: product.adjusted ?? 0,
		initial: product.initial,
		reorder_point: product.reorder_point,
		restock_due_at: product.restock_due_at === null ? null : isoOf(product.restock_due_at),
	};
}

/** Low is what the supplier is called for. */
export function stockState(product: Pick<Product, "on_hand" | "reserved" | "reorder_point">): StockState {
	if (product.on_hand - product.reserved <= 0) return "out";
	return isLow(product) ? "low" : "ok";
}

/** Units by product; a product named twice is one line. In product order, so that the same order gives the same bytes. */
export function stockLines(items: readonly StockLine[]): StockLine[] {
	const units = new Map<string, number>();
	for (const item of items) units.set(item.product_id, (units.get(item.product_id) ?? 0) + item.quantity);
	return [...units].map(([product_id, quantity]) => ({ product_id, quantity })).toSorted((a, b) => (a.product_id < b.product_id ? -1 : 1));
}

/**
 * The shelf while a batch is decided: changes are made here and each touched product is written once.
 * `Product` values given or returned are never touched. Lines name a product once each, as `stockLines` gives them.
 */
export class Shelf {
	readonly #products: ReadonlyMap<string, Product>;
	readonly #drafts = new Map<string, Draft>();

	constructor(products: readonly Product[]) {
		this.#products = new Map(products.map((product) => [product.product_id, product]));
	}

	/** All lines or none. Lines that this order holds already stay as they are. Returns the reason when they cannot be held. */
	reserve(orderId: string, lines: readonly StockLine[]): string | undefined {
		for (const line of lines) {
			const product = this.#read(line.product_id);
			if (product === undefined) return `${line.product_id} is not in the catalog`;
			if (this.#held(line.product_id, orderId) !== undefined) continue;
			const available = product.on_hand - product.reserved;
			if (available < line.quantity) return `${product.name}: ${line.quantity} wanted, ${available} available`;
		}
		for (const line of lines) {
			if (this.#held(line.product_id, orderId) !== undefined) continue;
			const draft = this.#write(line.product_id);
			draft?.held.set(orderId, line.quantity);
			if (draft !== undefined) draft.reserved += line.quantity;
		}
		return undefined;
	}

	/** Gives back what the order holds of these products; what it does not hold is left alone. */
	release(orderId: string, lines: readonly StockLine[]): void {
		for (const { product_id } of lines) this.#take(product_id, orderId);
	}

	/** What the order holds is shipped. */
	settle(orderId: string, lines: readonly StockLine[]): void {
		for (const { product_id } of lines) {
			const taken = this.#take(product_id, orderId);
			if (taken === undefined) continue;
			taken.draft.on_hand -= taken.units;
			taken.draft.shipped += taken.units;
		}
	}

	/** Orders from the supplier what has fallen below its reorder point and is not ordered yet. */
	reorder(now: number, delayMs: number): void {
		if (delayMs <= 0) return;
		for (const draft of this.#drafts.values()) {
			if (draft.restock_due_at === null && isLow(draft)) draft.restock_due_at = now + delayMs;
		}
	}

	/** The products that were touched, as they are now. */
	changed(): Product[] {
		return [...this.#drafts.values()].map(({ held, ...product }) => ({ ...product, reservations: Object.fromEntries(held) }));
	}

	/** Ends the order's reservation of a product. Returns what it held, undefined when it held nothing. */
	#take(productId: string, orderId: string): { draft: Draft; units: number } | undefined {
		const units = this.#held(productId, orderId);
		const draft = units === undefined ? undefined : this.#write(productId);
		if (units === undefined || draft === undefined) return undefined;
		draft.held.delete(orderId);
		draft.reserved -= units;
		return { draft, units };
	}

	#read(id: string): Omit<Product, "reservations"> | undefined {
		return this.#drafts.get(id) ?? this.#products.get(id);
	}

	#held(id: string, orderId: string): number | undefined {
		const draft = this.#drafts.get(id);
		if (draft !== undefined) return draft.held.get(orderId);
		const reservations = this.#products.get(id)?.reservations;
		// An order may be called "constructor": what every object inherits is no reservation.
		return reservations !== undefined && Object.hasOwn(reservations, orderId) ? reservations[orderId] : undefined;
	}

	#write(id: string): Draft | undefined {
		const known = this.#drafts.get(id);
		if (known !== undefined) return known;
		const product = this.#products.get(id);
		if (product === undefined) return undefined;
		const { reservations, ...fields } = product;
		const draft = { ...fields, held: new Map(Object.entries(reservations)) };
		this.#drafts.set(id, draft);
		return draft;
	}
}

/** The product after a delivery of `quantity` units. What the supplier was to bring is awaited still when that leaves it low. */
export function restocked(product: Product, quantity: number): Product {
	const after = {
		...product,
		on_hand: product.on_hand + quantity,
		restocked: product.restocked + quantity,
		restocks: product.restocks + 1,
	};
	return isLow(after) ? after : { ...after, restock_due_at: null };
}

/** The product after a correction of `quantity` units, more or fewer; undefined when less would be left than is reserved. */
export function adjusted(product: Product, quantity: number): Product | undefined {
	const on_hand = product.on_hand + quantity;
	return on_hand < product.reserved ? undefined : { ...product, on_hand, adjusted: (product.adjusted ?? 0) + quantity };
}

/** The product keeps the event until it is known to be published. */
export function inOutbox(product: Product, event: OrderEvent): Product {
	return { ...product, outbox: [...(product.outbox ?? []), event] };
}

/** The events with these ids are in the log. */
export function withoutPublished({ outbox = [], ...product }: Product, ids: ReadonlySet<string>): Product {
	const left = outbox.filter(({ id }) => !ids.has(id));
	return left.length === 0 ? product : { ...product, outbox: left };
}

/** The product remembers that this operator request changed it. */
export function changedBy(requestId: string, product: Product): Product {
	return { ...product, requests: [...(product.requests ?? []), requestId].slice(-REQUESTS_KEPT) };
}

export function isChangedBy(requestId: string, { requests = [] }: Product): boolean {
	return requests.includes(requestId);
}

function isLow({ on_hand, reserved, reorder_point }: Pick<Product, "on_hand" | "reserved" | "reorder_point">): boolean {
	return on_hand - reserved < reorder_point;
}

type Draft = { -readonly [K in keyof Omit<Product, "reservations">]: Product[K] } & { readonly held: Map<string, number> };
