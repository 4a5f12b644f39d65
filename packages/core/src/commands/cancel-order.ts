/** Cancel an order. The shipment record decides against a dispatch, the payment record against a charge; a result is final. */
import type { orderCommands } from "@orderdeck/contracts/orders/requests";
import { decideCancellation } from "./cancellation.ts";
import type { Handler } from "./handler.ts";

export const cancelOrder: Handler<(typeof orderCommands)["cancelOrder"]> = async (context, { id, reason }, attempt) => {
	const { status, decides, writes, event, outcome, committed } = await decideCancellation(context, { id, reason }, attempt);
	return {
		decides,
		writes,
		audit: { before: { status }, after: { status: "CANCELLED", reason } },
		event,
		outcome,
		committed,
	};
};
