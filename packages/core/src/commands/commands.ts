/** What an operator or an API client can do to the pipeline. Each refuses with an AppError and leaves an audit record. */
import type { Actor } from "@orderdeck/contracts/api-context";
import type { OrderView, ProducerState, ProductView, ReplayJob } from "@orderdeck/contracts/entities";
import type { cancelOrderSchema, createOrderSchema, replaySchema, restockSchema, setProducerSchema } from "@orderdeck/contracts/requests";
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
