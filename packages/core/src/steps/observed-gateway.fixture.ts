/** For tests: a payment gateway whose calls are recorded and can be made to fail. */
import type { PaymentGateway } from "../ports/payment-gateway.ts";

export interface GatewayCall {
	readonly op: "charge" | "find" | "refund";
	readonly key: string;
}

/** A payment gateway that records its calls. `before` and `after` see each one; what they throw, the call rejects with. */
export interface ObservedGateway extends PaymentGateway {
	readonly calls: readonly GatewayCall[];
	/** The most calls in flight together. */
	readonly peak: number;
	before: (call: GatewayCall) => Promise<void> | void;
	after: (call: GatewayCall) => Promise<void> | void;
}

export function observed(gateway: PaymentGateway): ObservedGateway {
	const calls: GatewayCall[] = [];
	let inFlight = 0;
	let peak = 0;
	async function watch<T>(call: GatewayCall, act: () => Promise<T>): Promise<T> {
		calls.push(call);
		inFlight += 1;
		peak = Math.max(peak, inFlight);
		try {
			await self.before(call);
			const result = await act();
			await self.after(call);
			return result;
		} finally {
			inFlight -= 1;
		}
	}
	const self: ObservedGateway = {
		calls,
		get peak() {
			return peak;
		},
		before: () => undefined,
		after: () => undefined,
		charge: (request) => watch({ op: "charge", key: request.idempotencyKey }, () => gateway.charge(request)),
		find: (key) => watch({ op: "find", key }, () => gateway.find(key)),
		refund: (key) => watch({ op: "refund", key }, () => gateway.refund(key)),
	};
	return self;
}
