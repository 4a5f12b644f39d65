/** Create an order: checked against the catalog, accepted into the log, returned as the view that lists will show. */
import { AppError, invalidInputs } from "@orderdeck/contracts/errors";
import type { orderCommands } from "@orderdeck/contracts/orders/requests";
import { CATALOG } from "../domain/catalog.ts";
import { isoOf } from "../domain/instant.ts";
import { checkNewOrder, newOrderBody } from "../domain/new-order.ts";
import { orderCreated } from "../domain/order-created.ts";
import { isWhole } from "../domain/order-document.ts";
import { viewOf } from "../domain/order-history.ts";
import { foldOrder } from "../domain/order-view.ts";
import type { CommandContext } from "./context.ts";
import type { Handler } from "./handler.ts";

/** A repeated request takes the same id and time, so that it publishes the same event again at the most. */
export const createOrder: Handler<(typeof orderCommands)["createOrder"]> = async ({ ids }, input, { at, orderId }) => {
	const checked = checkNewOrder(input, CATALOG);
	if (!checked.ok) throw invalidInputs(checked.issues);
	const id = orderId === undefined ? await newId(ids) : Number(orderId);
	const event = orderCreated(newOrderBody(checked.facts, id, isoOf(at)));
	return {
		audit: { target: `order:${event.key}`, before: null, after: event.data },
		event,
		orderId: event.key,
		outcome(placed) {
			const view = placed === undefined ? undefined : foldOrder(undefined, [placed]);
			if (view === undefined || !isWhole(view)) throw new AppError("INTERNAL", "The log returned no position for the order.");
			return { output: viewOf(view), writes: [{ op: "insert", collection: "orders", key: event.key, doc: view }] };
		},
	};
};

async function newId(ids: CommandContext["ids"]): Promise<number> {
	const [id] = await ids.take(1);
	if (id === undefined) throw new AppError("UNAVAILABLE", "No order id could be allocated; try again.");
	return id;
}
