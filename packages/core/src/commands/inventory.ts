/** The commands on stock. */

import { AppError } from "@orderdeck/contracts/errors";
import type { inventoryCommands } from "@orderdeck/contracts/inventory/requests";
import { adjusted, inOutbox, type Product, productView, restocked } from "../domain/stock.ts";
import { put } from "../ports/documents.ts";
import { restockEvent } from "../steps/inventory.ts";
import { encodeEvent } from "../wire/codec.ts";
import { audited } from "./audit.ts";
import type { CommandContext } from "./context.ts";
import type { Handlers } from "./handler.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

export const inventoryHandlers: Handlers<typeof inventoryCommands> = {
	async restock(context, { id, quantity }, { actor }) {
		const { clock, work } = context;
		return retryOnConflict(clock, async () => {
			const read = await loadProduct(context, id);
			// What the supplier is already delivering still comes.
			const product = { ...restocked(read.doc, quantity), restock_due_at: read.doc.restock_due_at };
			const event = restockEvent(product, quantity, actor.name, clock.now());
			await work.apply({
				writes: [
					// The inventory step publishes an event that this request stored and then failed to publish.
					put("products", id, read, work.atomic ? product : inOutbox(product, event)),
					audited(clock, actor, {
						action: "inventory.restock",
						target: `product:${id}`,
						before: { on_hand: read.doc.on_hand },
						after: { on_hand: product.on_hand },
					}),
				],
				records: [encodeEvent(event)],
			});
			return productView(product);
		});
	},

	/**
	 * Publishes no event: the wire contract has no type for a correction, and INVENTORY_RESTOCKED would report a delivery that never came.
	 * The audit record holds the reason.
	 */
	async adjustStock(context, { id, quantity, reason }, { actor }) {
		const { clock, work } = context;
		return retryOnConflict(clock, async () => {
			const read = await loadProduct(context, id);
			const product = adjusted(read.doc, quantity);
			if (product === undefined) throw stockReserved(read.doc, quantity);
			await work.apply({
				writes: [
					put("products", id, read, product),
					audited(clock, actor, {
						action: "inventory.adjust",
						target: `product:${id}`,
						before: { on_hand: read.doc.on_hand },
						after: { on_hand: product.on_hand, reason },
					}),
				],
				records: [],
			});
			return productView(product);
		});
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
