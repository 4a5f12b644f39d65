/** What an operator or an API client can do to the pipeline. Each refuses with an AppError and leaves an audit record. */

import type { ProductView } from "@orderdeck/contracts/inventory/entities";
import type { restockSchema } from "@orderdeck/contracts/inventory/requests";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { cancelOrderSchema, createOrderSchema } from "@orderdeck/contracts/orders/requests";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import type { replaySchema } from "@orderdeck/contracts/replay/requests";
import type { ProducerState } from "@orderdeck/contracts/services/entities";
import type { setProducerSchema } from "@orderdeck/contracts/services/requests";
import type { Actor } from "@orderdeck/contracts/session";
import type { z } from "zod";

export interface Commands {
	/** Durable when it answers. The same idempotency key answers with the first order again. */
	createOrder(input: z.infer<typeof createOrderSchema>, idempotencyKey: string | undefined, actor: Actor): Promise<OrderView>;
	/** A "cancelled" is never taken back; a refusal says what came first. */
	cancelOrder(input: z.infer<typeof cancelOrderSchema>, actor: Actor): Promise<OrderView>;
	restock(input: z.infer<typeof restockSchema>, actor: Actor): Promise<ProductView>;
	setProducer(input: z.infer<typeof setProducerSchema>, actor: Actor): Promise<ProducerState>;
	startReplay(input: z.infer<typeof replaySchema>, actor: Actor): Promise<ReplayJob>;
	cancelReplay(jobId: string, actor: Actor): Promise<ReplayJob>;
}
