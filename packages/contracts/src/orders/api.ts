/** What the daemon does for the order procedures. */
import type { z } from "zod";
import type { OrderEventRecord, OrderView } from "./entities.ts";
import type {
	CancelPreview,
	cancelOrdersSchema,
	countOrdersSchema,
	listOrdersSchema,
	namedOrdersSchema,
	orderCountsSchema,
	orderPageSchema,
	ordersReadSchema,
	whereIsSchema,
} from "./requests.ts";

export interface OrdersApi {
	/** What cancelling these orders would do now; changes nothing. */
	previewCancelOrders(selection: Pick<z.infer<typeof cancelOrdersSchema>, "ids" | "filter">): Promise<CancelPreview>;
	listOrders(query: z.infer<typeof listOrdersSchema>): Promise<z.infer<typeof orderPageSchema>>;
	/** How many orders each of these lists holds, as of some seconds ago. */
	countOrders(query: z.infer<typeof countOrdersSchema>): Promise<z.infer<typeof orderCountsSchema>>;
	/** The orders with these ids that exist. */
	namedOrders(query: z.infer<typeof namedOrdersSchema>): Promise<z.infer<typeof ordersReadSchema>>;
	/** Undefined when there is no such order. */
	getOrder(id: string): Promise<OrderView | undefined>;
	/** Oldest first; undefined when there is no such order. */
	orderEvents(id: string): Promise<readonly OrderEventRecord[] | undefined>;
	/** Where the order waits now: stage, group, partition, offset, place in the queue. */
	whereIs(id: string): Promise<z.infer<typeof whereIsSchema>>;
}
