/** The payment provider. Outside our transactions: it may have completed a request without a response. */
import type { ChargeResult } from "../domain/payment.ts";

export interface ChargeRequest {
	/** One per order. The same key never takes money twice; it gets the first result again. */
	readonly idempotencyKey: string;
	readonly orderId: string;
	readonly amount: number;
	readonly currency: string;
}

/** Errors: `GatewayTimeout` means that the result is unknown: query it with `find`; never charge under another key. */
export interface PaymentGateway {
	charge(request: ChargeRequest): Promise<ChargeResult>;
	/** The result of a charge; undefined when the provider never saw the key. */
	find(idempotencyKey: string): Promise<ChargeResult | undefined>;
	/** Gives back what the charge of this key took; once, however often it is called. */
	refund(idempotencyKey: string): Promise<void>;
}
