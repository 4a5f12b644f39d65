/** Put stock on the shelf. */

import { AppError } from "@orderdeck/contracts/errors";
import type { ProductView } from "@orderdeck/contracts/inventory/entities";
import type { Actor } from "@orderdeck/contracts/session";
import { inOutbox, productView, restocked } from "../domain/stock.ts";
import { put } from "../ports/documents.ts";
import { restockEvent } from "../steps/inventory.ts";
import { encodeEvent } from "../wire/codec.ts";
import { audited } from "./audit.ts";
import { type CommandContext, untilWon } from "./context.ts";

export async function restock(context: CommandContext, input: { id: string; quantity: number }, actor: Actor): Promise<ProductView> {
	const { store, clock, work } = context;
	return untilWon(async () => {
		const [read] = await store.get("products", [input.id]);
		if (read === undefined) throw new AppError("NOT_FOUND", `There is no product ${input.id}.`);
		// What the supplier has under way still comes.
		const product = { ...restocked(read.doc, input.quantity), restock_due_at: read.doc.restock_due_at };
		const [before, after] = [productView(read.doc), productView(product)];
		const event = restockEvent(product, input.quantity, actor.name, clock.now());
		await work.apply({
			writes: [
				// The inventory step publishes what this request wrote and could not publish any more.
				put("products", input.id, read, work.atomic ? product : inOutbox(product, event)),
				audited(clock, actor, {
					action: "inventory.restock",
					target: `product:${input.id}`,
					before: { on_hand: before.on_hand },
					after: { on_hand: after.on_hand },
				}),
			],
			records: [encodeEvent(event)],
		});
		return after;
	});
}
