/** Cancels many orders, each with the same command as a single cancellation. */
import type { orderCommands } from "@orderdeck/contracts/orders/requests";
import { z } from "zod";
import { CANCELLED_WORDS, moneyOf } from "../../domain/cancellation.ts";
import type { Handler } from "../handler.ts";
import { frozenAt, selectOrders } from "../order-selection.ts";
import { done, jobKind } from "./kind.ts";
import { startJob } from "./start-job.ts";

export const CANCEL_ORDERS = "cancel-orders";

export const cancelOrdersKind = jobKind(z.object({ reason: z.string() }), async ({ execute, store }, { target, input, request }) => {
	await execute("cancelOrder", { id: target, reason: input.reason }, request);
	const [payment] = await store.get("payments", [target]);
	return done(CANCELLED_WORDS[moneyOf(payment?.doc.status)]);
});

export const cancelOrders: Handler<(typeof orderCommands)["cancelOrders"]> = async (deps, { ids, filter, reason, rate }, attempt) => {
	const frozen = filter === undefined ? undefined : frozenAt(filter, attempt.at);
	const order = {
		kind: CANCEL_ORDERS,
		filter: frozen === undefined ? null : { ...frozen },
		input: { reason },
		reason,
		rate,
		select: () => selectOrders(deps, { ids, filter: frozen }),
	};
	return startJob(deps, order, attempt);
};
