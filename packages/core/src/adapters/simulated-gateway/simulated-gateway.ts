/**
 * A payment provider that takes no money: it waits, declines a share of the orders by a hash of their id, so that a replay decides the
 * same, and keeps a ledger by idempotency key. A charge is in the ledger before the response.
 */
import { minorUnits } from "@orderdeck/contracts/money";
import { hashOf } from "../../domain/hash.ts";
import type { ChargeResult } from "../../domain/payment.ts";
import type { Clock } from "../../ports/clock.ts";
import { GatewayTimeout } from "../../ports/errors.ts";
import type { PaymentGateway } from "../../ports/payment-gateway.ts";
import type { Ledger, LedgerEntry, Posting } from "./ledger.ts";

export { openLedger } from "./ledger.ts";

export interface SimulatedGatewayOptions {
	readonly clock: Clock;
	/** How long a charge takes; any number may be in flight. */
	readonly latencyMs: number;
	/** The share of orders that is declined, 0 to 1. */
	readonly declineRate: number;
	readonly ledger: Ledger;
}

const HASHES = 2 ** 32;

export function createSimulatedGateway({ clock, latencyMs, declineRate, ledger }: SimulatedGatewayOptions): PaymentGateway {
	// With latency, charges arrive one by one during a turn of the event loop; without, all have arrived when their caller awaits.
	const post = groupingPosts(ledger, latencyMs > 0 ? setImmediate : queueMicrotask);
	return {
		async charge({ idempotencyKey, orderId, amount, currency }) {
			if (latencyMs > 0) await clock.sleep(latencyMs);
			const entry = await post(idempotencyKey, {
				kind: "charge",
				charge: {
					key: idempotencyKey,
					orderId,
					amountMinor: minorUnits({ amount, currency }),
					currency,
					captured: hashOf(orderId) / HASHES >= declineRate,
					paymentId: `sim-${idempotencyKey}`,
					at: clock.now(),
				},
			});
			if (entry === undefined) throw new GatewayTimeout(idempotencyKey);
			return resultOf(entry);
		},
		async find(idempotencyKey) {
			const entry = await withTimeout(idempotencyKey, () => ledger.find(idempotencyKey));
			return entry === undefined ? undefined : resultOf(entry);
		},
		async refund(idempotencyKey) {
			await post(idempotencyKey, { kind: "refund", key: idempotencyKey, at: clock.now() });
		},
	};
}

/** Postings that come before `later` calls back are posted in one transaction: thousands a second stay cheap. */
function groupingPosts(
	ledger: Ledger,
	later: (flush: () => void) => unknown,
): (key: string, posting: Posting) => Promise<LedgerEntry | undefined> {
	let waiting: { posting: Posting; settle: PromiseWithResolvers<LedgerEntry | undefined>; key: string }[] = [];

	async function flush(): Promise<void> {
		const group = waiting;
		waiting = [];
		try {
			const entries = await ledger.post(group.map(({ posting }) => posting));
			for (const [index, { settle }] of group.entries()) settle.resolve(entries[index]);
		} catch (cause) {
			for (const { settle, key } of group) settle.reject(new GatewayTimeout(key, { cause }));
		}
	}

	return (key, posting) => {
		const settle = Promise.withResolvers<LedgerEntry | undefined>();
		if (waiting.length === 0) later(() => void flush());
		waiting.push({ posting, settle, key });
		return settle.promise;
	};
}

/** A provider whose ledger cannot be read does not respond. */
async function withTimeout<T>(key: string, read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (cause) {
		throw new GatewayTimeout(key, { cause });
	}
}

function resultOf({ captured, paymentId }: LedgerEntry): ChargeResult {
	return captured ? { kind: "captured", paymentId } : { kind: "declined", reason: "Card declined" };
}
