/** The commands on stock. */

import { AppError } from "@orderdeck/contracts/errors";
import type { inventoryCommands } from "@orderdeck/contracts/inventory/requests";
import { adjusted, changedBy, inOutbox, isChangedBy, type Product, productView, restocked } from "../domain/stock.ts";
import { put } from "../ports/documents.ts";
import { restockEvent } from "../steps/restocks.ts";
import type { CommandContext } from "./context.ts";
import { unchanged } from "./decision.ts";
import type { HandlersOf } from "./handler.ts";

export const inventoryHandlers: HandlersOf<typeof inventoryCommands> = {
	async restock(context, { id, quantity }, attempt) {
		const { work } = context;
		const read = await loadProduct(context, id);
		if (isChangedBy(attempt.id, read.doc)) return unchanged(productView(read.doc));
		// What the supplier is already delivering still comes.
		const product = { ...restocked(read.doc, quantity), restock_due_at: read.doc.restock_due_at };
		const event = restockEvent(product, quantity, attempt.actor.name, attempt.at);
		// The inventory step publishes an event that this request stored and then failed to publish.
		const stored = work.atomic ? product : changedBy(attempt.id, inOutbox(product, event));
		return {
			decides: [put("products", id, read, stored)],
			audit: {
				before: { on_hand: read.doc.on_hand },
				after: { on_hand: product.on_hand },
			},
			event,
			outcome: () => ({ output: productView(product), writes: [] }),
		};
	},

	/**
	 * Publishes no event: the wire contract has no type for a correction, and INVENTORY_RESTOCKED would report a delivery that never came.
	 * The audit record holds the reason.
	 */
	async adjustStock(context, { id, quantity, reason }, attempt) {
		const read = await loadProduct(context, id);
		if (isChangedBy(attempt.id, read.doc)) return unchanged(productView(read.doc));
		const product = adjusted(read.doc, quantity);
		if (product === undefined) throw stockReserved(read.doc, quantity);
		return {
			decides: [put("products", id, read, context.work.atomic ? product : changedBy(attempt.id, product))],
			audit: {
				before: { on_hand: read.doc.on_hand },
				after: { on_hand: product.on_hand, reason },
			},
			outcome: () => ({ output: productView(product), writes: [] }),
		};
	},
};

async function loadProduct({ store }: CommandContext, id: string) {
	const [read] = await store.get("products", [id]);
	if (read === undefined) throw new AppError("NOT_FOUND", `There is no product ${id}.`);
	return read;
}

function stockReserved({ name, on_hand, reserved }: Product, quantity: number): AppError {
	const stock = `${on_hand} on hand, ${reserved} reserved, ${on_hand - reserved} available`;
	return new AppError("STOCK_RESERVED", `${name}: ${stock}; it cannot be reduced by ${-quantity}.`);
}
