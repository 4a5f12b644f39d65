/** Create an order: checked against the catalogue, accepted into the log, returned as the view that lists will show. */
import { createHash } from "node:crypto";
import { AppError } from "@orderdeck/contracts/errors";
import type { OrderEvent } from "@orderdeck/contracts/events";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { createOrderSchema, orderCommands } from "@orderdeck/contracts/orders/requests";
import type { z } from "zod";
import { CATALOG } from "../domain/catalog.ts";
import { isoOf } from "../domain/instant.ts";
import { checkNewOrder, newOrderBody } from "../domain/new-order.ts";
import { orderCreated } from "../domain/order-created.ts";
import { isWhole } from "../domain/order-view.ts";
import type { IdempotencyRecord, Versioned, Write } from "../ports/documents.ts";
import { CasMismatch } from "../ports/errors.ts";
import { audited } from "./audit.ts";
import { type CommandContext, foldNow, publishOne } from "./context.ts";
import type { Handler } from "./handler.ts";

type Input = z.infer<typeof createOrderSchema>;

export const createOrder: Handler<(typeof orderCommands)["createOrder"]> = async (context, input, { idempotencyKey, actor }) => {
	const request = createHash("sha256").update(JSON.stringify(input)).digest("hex");
	const earlier = await findEarlier(context, idempotencyKey);
	const result = earlier === undefined ? undefined : await earlierResult(context, earlier, request);
	if (result !== undefined) return result;

	const event = await newOrderEvent(context, input, earlier?.doc);
	if (earlier !== undefined) return accept(context, event, [], idempotencyKey);
	const writes: Write[] = [
		audited(context.clock, actor, { action: "order.create", target: `order:${event.key}`, before: null, after: event.data }),
	];
	if (idempotencyKey !== undefined) {
		const doc = { request, order_id: event.key, at: event.time };
		writes.unshift({ op: "insert", collection: "idempotency", key: idempotencyKey, doc });
	}
	try {
		return await accept(context, event, writes, idempotencyKey);
	} catch (error) {
		// Another request used the same key at the same time: its result counts.
		const winner = error instanceof CasMismatch ? await findEarlier(context, idempotencyKey) : undefined;
		if (winner === undefined) throw error;
		const theirs = await earlierResult(context, winner, request);
		if (theirs === undefined) throw justAccepted(winner.doc);
		return theirs;
	}
};

/** With `earlier`: the event that the request with this key would have published had its process not died. */
async function newOrderEvent({ ids, clock }: CommandContext, input: Input, earlier: IdempotencyRecord | undefined): Promise<OrderEvent> {
	const checked = checkNewOrder(input, CATALOG);
	if (!checked.ok) {
		const message = checked.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
		throw new AppError("INVALID_INPUT", message, { issues: checked.issues });
	}
	if (earlier !== undefined) return orderCreated(newOrderBody(checked.facts, Number(earlier.order_id), earlier.at));
	const [id] = await ids.take(1);
	if (id === undefined) throw new AppError("UNAVAILABLE", "No order id could be taken; try again.");
	return orderCreated(newOrderBody(checked.facts, id, isoOf(clock.now())));
}

/** Publishes the order after the writes, and returns its view. */
async function accept(context: CommandContext, event: OrderEvent, writes: readonly Write[], key: string | undefined): Promise<OrderView> {
	const view = await foldNow(context, event.key, await publishOne(context, writes, event));
	if (!isWhole(view)) throw new AppError("INTERNAL", "The new order's view is not whole.");
	if (key !== undefined) await storeResult(context, key, view);
	return view;
}

async function findEarlier({ store }: CommandContext, key: string | undefined): Promise<Versioned<IdempotencyRecord> | undefined> {
	return key === undefined ? undefined : (await store.get("idempotency", [key]))[0];
}

/** What the earlier request with this key returned. Undefined where it may have died between its record and its event. */
async function earlierResult(
	{ store, work }: CommandContext,
	{ doc }: Versioned<IdempotencyRecord>,
	request: string,
): Promise<OrderView | undefined> {
	if (doc.request !== request) {
		throw new AppError(
			"IDEMPOTENCY_KEY_REUSED",
			`This Idempotency-Key created order ${doc.order_id} from another body; use a new key for a new order.`,
		);
	}
	if (doc.response !== undefined) return doc.response;
	const [view] = await store.get("orders", [doc.order_id]);
	if (view !== undefined && isWhole(view.doc)) return view.doc;
	if (work.atomic) throw justAccepted(doc);
	return undefined;
}

function justAccepted({ order_id }: IdempotencyRecord): AppError {
	return new AppError("UNAVAILABLE", `Order ${order_id} has just been accepted; send the request again in a moment.`);
}

async function storeResult(context: CommandContext, key: string, response: OrderView): Promise<void> {
	const read = await findEarlier(context, key);
	if (read === undefined) return;
	await context.work.apply({
		writes: [{ op: "replace", collection: "idempotency", key, doc: { ...read.doc, response }, cas: read.cas }],
		records: [],
	});
}
