/** Create an order: checked against the catalogue, accepted into the log, answered as the view that lists will show. */
import { createHash } from "node:crypto";
import type { Actor } from "@orderdeck/contracts/api-context";
import type { OrderView } from "@orderdeck/contracts/entities";
import { AppError } from "@orderdeck/contracts/errors";
import type { createOrderSchema } from "@orderdeck/contracts/requests";
import type { z } from "zod";
import { CATALOGUE } from "../domain/catalogue.ts";
import { isoOf } from "../domain/instant.ts";
import { checkNewOrder, newOrderBody } from "../domain/new-order.ts";
import { orderCreated } from "../domain/order-created.ts";
import { isWhole } from "../domain/order-view.ts";
import { CasMismatch, type IdempotencyRecord, type Versioned, type Write } from "../ports/order-store.ts";
import { encodeEvent } from "../runtime/codec.ts";
import { audited } from "./audit.ts";
import { type CommandContext, foldNow, placedAt } from "./context.ts";

type Input = z.infer<typeof createOrderSchema>;

export async function createOrder(
	context: CommandContext,
	input: Input,
	idempotencyKey: string | undefined,
	actor: Actor,
): Promise<OrderView> {
	const request = createHash("sha256").update(JSON.stringify(input)).digest("hex");
	const earlier = await findEarlier(context, idempotencyKey);
	if (earlier !== undefined) return answerAgain(context, earlier, request);

	const checked = checkNewOrder(input, CATALOGUE);
	if (!checked.ok) {
		const message = checked.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
		throw new AppError("INVALID_INPUT", message, { issues: checked.issues });
	}
	const [id] = await context.ids.take(1);
	if (id === undefined) throw new AppError("UNAVAILABLE", "No order id could be taken; try again.");
	const event = orderCreated(newOrderBody(checked.facts, id, isoOf(context.clock.now())));
	const writes: Write[] = [
		audited(context.clock, actor, { action: "order.create", target: `order:${id}`, before: null, after: event.data }),
	];
	if (idempotencyKey !== undefined) {
		const doc = { request, order_id: event.key, at: event.time };
		writes.push({ op: "insert", collection: "idempotency", key: idempotencyKey, doc });
	}
	try {
		const [position] = await context.work.apply({ writes, records: [encodeEvent(event)] });
		if (position === undefined) throw new AppError("INTERNAL", "The log did not say where the order went.");
		const view = await foldNow(context, event.key, await placedAt(context, position));
		if (!isWhole(view)) throw new AppError("INTERNAL", "The new order's view is not whole.");
		if (idempotencyKey !== undefined) await rememberAnswer(context, idempotencyKey, view);
		return view;
	} catch (error) {
		// Somebody used the same key at the same moment: theirs is the first answer.
		const winner = error instanceof CasMismatch ? await findEarlier(context, idempotencyKey) : undefined;
		if (winner === undefined) throw error;
		return answerAgain(context, winner, request);
	}
}

async function findEarlier({ store }: CommandContext, key: string | undefined): Promise<Versioned<IdempotencyRecord> | undefined> {
	return key === undefined ? undefined : (await store.get("idempotency", [key]))[0];
}

async function answerAgain({ store }: CommandContext, { doc }: Versioned<IdempotencyRecord>, request: string): Promise<OrderView> {
	if (doc.request !== request) {
		throw new AppError(
			"IDEMPOTENCY_KEY_REUSED",
			`This Idempotency-Key created order ${doc.order_id} from another body; use a new key for a new order.`,
		);
	}
	if (doc.response !== undefined) return doc.response;
	const [view] = await store.get("orders", [doc.order_id]);
	if (view === undefined || !isWhole(view.doc))
		throw new AppError("UNAVAILABLE", `Order ${doc.order_id} has just been accepted; ask again.`);
	return view.doc;
}

async function rememberAnswer(context: CommandContext, key: string, response: OrderView): Promise<void> {
	const read = await findEarlier(context, key);
	if (read === undefined) return;
	await context.work.apply({
		writes: [{ op: "replace", collection: "idempotency", key, doc: { ...read.doc, response }, cas: read.cas }],
		records: [],
	});
}
