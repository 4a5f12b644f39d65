import type { Payment } from "@orderdeck/contracts/orders/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cancelPayment, openPayment, refundDone, settleCharge } from "./payment.ts";

const ORDER = { order_id: 42, amount: 249.99, country: "DE" };
const T0 = "2026-01-15T12:00:00.000Z";
const T1 = "2026-01-15T12:00:01.000Z";
const CAPTURED = { kind: "captured", paymentId: "sim-1" } as const;
const DECLINED = { kind: "declined", reason: "Card declined" } as const;
const IDLE = { chargeStarted: false };
const CHARGING = { chargeStarted: true };

describe("payment", () => {
	it("opens with one idempotency key per order", () => {
		expect(openPayment(ORDER, T0)).toEqual({
			order_id: 42,
			payment_id: "pay-42",
			status: "PROCESSING",
			amount: 249.99,
			country: "DE",
			idempotency_key: "charge:42",
			updated_at: T0,
		});
	});

	it("is PAID when captured, FAILED with its reason when declined", () => {
		expect(settleCharge(openPayment(ORDER, T0), CAPTURED, T1)).toMatchObject({ status: "PAID", updated_at: T1 });
		expect(settleCharge(openPayment(ORDER, T0), DECLINED, T1)).toMatchObject({ status: "FAILED", reason: "Card declined" });
	});

	it("cancelled before it was opened, will not be charged", () => {
		const cancelled = cancelPayment(undefined, ORDER, T0, IDLE);
		expect(cancelled).toMatchObject({ order_id: 42, status: "CANCELLED", amount: 249.99 });
		expect(settleCharge(cancelled, CAPTURED, T1)).toBe(cancelled);
	});

	it("cancelled before the charge began, will not be charged", () => {
		expect(cancelPayment(openPayment(ORDER, T0), ORDER, T1, IDLE).status).toBe("CANCELLED");
	});

	it("cancelled during the charge, gives back what the charge takes", () => {
		const requested = cancelPayment(openPayment(ORDER, T0), ORDER, T1, CHARGING);
		expect(requested).toMatchObject({ status: "PROCESSING", cancel_requested: true });
		expect(cancelPayment(requested, ORDER, T1, CHARGING)).toBe(requested);
		expect(settleCharge(requested, CAPTURED, T1).status).toBe("REFUNDING");
		expect(settleCharge(requested, DECLINED, T1).status).toBe("FAILED");
	});

	it("cancelled after it was paid, is refunded", () => {
		const refunding = cancelPayment(settleCharge(openPayment(ORDER, T0), CAPTURED, T0), ORDER, T1, IDLE);
		expect(refunding.status).toBe("REFUNDING");
		expect(refundDone(refunding, T1).status).toBe("REFUNDED");
	});

	it.each(["FAILED", "REFUNDING", "REFUNDED", "CANCELLED"] as const)("stays %s, the same record, when it is cancelled", (status) => {
		const payment: Payment = { ...openPayment(ORDER, T0), status };
		expect(cancelPayment(payment, ORDER, T1, IDLE)).toBe(payment);
		expect(cancelPayment(payment, ORDER, T1, CHARGING)).toBe(payment);
	});
});

type Action = "open" | "charge" | "respond" | "cancel" | "refund";

/** A payments group, its gateway and an impatient operator, in any order; each writes only what it has just read. */
class World {
	payment: Payment | undefined;
	/** Units of the amount that the gateway holds. */
	taken = 0;
	charging = false;
	promisedUncharged = false;
	readonly outcome: typeof CAPTURED | typeof DECLINED;
	constructor(captures: boolean) {
		this.outcome = captures ? CAPTURED : DECLINED;
	}

	do(action: Action): void {
		const { payment } = this;
		if (action === "open") this.payment ??= openPayment(ORDER, T0);
		else if (action === "charge") this.charging ||= payment?.status === "PROCESSING";
		else if (action === "respond") this.#respond();
		else if (action === "refund") this.#refund();
		else {
			this.payment = cancelPayment(payment, ORDER, T1, { chargeStarted: this.charging });
			this.promisedUncharged ||= !this.charging;
		}
	}

	#respond(): void {
		if (!this.charging || this.payment === undefined) return;
		if (this.outcome.kind === "captured" && this.payment.status === "PROCESSING") this.taken = 1;
		this.payment = settleCharge(this.payment, this.outcome, T1);
	}

	#refund(): void {
		if (this.payment?.status !== "REFUNDING") return;
		this.taken = 0;
		this.payment = refundDone(this.payment, T1);
	}
}

describe("any interleaving of open, charge, response, cancel and refund", () => {
	const actions = fc.array(fc.constantFrom<Action>("open", "charge", "respond", "cancel", "refund"), { maxLength: 30 });

	it("keeps record and money in step, ends for good, and charges nothing after a cancel that came before the charge", () => {
		fc.assert(
			fc.property(actions, fc.boolean(), (steps, captures) => {
				const world = new World(captures);
				for (const step of steps) {
					const before = world.payment;
					world.do(step);
					const status = world.payment?.status;
					expect(world.taken).toBe(status === "PAID" || status === "REFUNDING" ? 1 : 0);
					if (before !== undefined && ["FAILED", "REFUNDED", "CANCELLED"].includes(before.status)) expect(world.payment).toBe(before);
					if (world.promisedUncharged) expect(world.taken).toBe(0);
				}
				for (const step of ["open", "charge", "respond", "refund"] as const) world.do(step);
				const cancelled = steps.includes("cancel");
				expect(world.payment?.status).toBeOneOf(cancelled ? ["CANCELLED", "FAILED", "REFUNDED"] : captures ? ["PAID"] : ["FAILED"]);
				expect(world.taken).toBe(world.payment?.status === "PAID" ? 1 : 0);
			}),
		);
	});
});
