/** The guarantees of every PaymentGateway. */
import { describe, expect } from "vitest";
import { type SuiteOptions, specify } from "./conformance.ts";
import type { ChargeRequest, PaymentGateway } from "./payment-gateway.ts";

export interface PaymentGatewaySubject extends AsyncDisposable {
	readonly gateway: PaymentGateway;
	/** An order that the provider accepts, and one that it declines. */
	readonly accepted: string;
	readonly declined: string;
	/** How often money was taken under a key, and how often it was refunded, by the provider's ledger. */
	taken(idempotencyKey: string): Promise<{ captures: number; refunds: number }>;
	/** The same provider on a new connection. */
	reopen(): Promise<PaymentGateway>;
}

export function paymentGatewayConformance(name: string, setup: () => Promise<PaymentGatewaySubject>, options: SuiteOptions = {}): void {
	describe(`${name} as a PaymentGateway`, () => {
		const test = specify(setup, options);

		test("captures an order's amount and finds it afterwards", async (subject) => {
			const result = await subject.gateway.charge(requestOf(subject.accepted));
			expect(result.kind).toBe("captured");
			expect(await subject.gateway.find(keyOf(subject.accepted))).toEqual(result);
			expect(await subject.taken(keyOf(subject.accepted))).toEqual({ captures: 1, refunds: 0 });
		});

		test("declines with a reason and takes nothing", async (subject) => {
			const result = await subject.gateway.charge(requestOf(subject.declined));
			expect(result).toEqual({ kind: "declined", reason: expect.stringMatching(/./) });
			expect(await subject.gateway.find(keyOf(subject.declined))).toEqual(result);
			expect(await subject.taken(keyOf(subject.declined))).toEqual({ captures: 0, refunds: 0 });
		});

		test("returns the same result for the same key and takes money once, however often and however close together it is charged", async (subject) => {
			const request = requestOf(subject.accepted);
			const results = await Promise.all(Array.from({ length: 5 }, () => subject.gateway.charge(request)));
			results.push(await subject.gateway.charge({ ...request, amount: 999 }));
			results.push(await (await subject.reopen()).charge(request));
			expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
			expect(await subject.taken(request.idempotencyKey)).toEqual({ captures: 1, refunds: 0 });
		});

		test("has never seen a key that was not charged", async ({ gateway }) => {
			expect(await gateway.find("charge:never")).toBeUndefined();
		});

		test("refunds what it took, once", async (subject) => {
			const key = keyOf(subject.accepted);
			await subject.gateway.charge(requestOf(subject.accepted));
			await Promise.all([subject.gateway.refund(key), subject.gateway.refund(key)]);
			await (await subject.reopen()).refund(key);
			expect(await subject.taken(key)).toEqual({ captures: 1, refunds: 1 });
		});

		test("refunds nothing for a declined charge or an unknown key", async (subject) => {
			await subject.gateway.charge(requestOf(subject.declined));
			await subject.gateway.refund(keyOf(subject.declined));
			await subject.gateway.refund("charge:never");
			expect(await subject.taken(keyOf(subject.declined))).toEqual({ captures: 0, refunds: 0 });
		});
	});
}

function keyOf(orderId: string): string {
	return `charge:${orderId}`;
}

function requestOf(orderId: string): ChargeRequest {
	return { idempotencyKey: keyOf(orderId), orderId, amount: 249.99, currency: "USD" };
}
