/** The producer: orders at a rate that can be changed while it runs. */

import type { Order } from "@orderdeck/contracts/events";
import type { ProducerState } from "@orderdeck/contracts/services/entities";
import type { OrderIds } from "../commands/order-ids.ts";
import { isoOf } from "../domain/instant.ts";
import { orderCreated } from "../domain/order-created.ts";
import type { Clock } from "../ports/clock.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { encodeEvent } from "../wire/codec.ts";

export interface ProducerOptions {
	readonly work: UnitOfWork;
	readonly clock: Clock;
	readonly ids: OrderIds;
	/** The order with this id, made at this time (ISO 8601). */
	readonly generate: (orderId: number, createdAt: string) => Order;
	readonly topic: string;
	/** Orders a second; 0 starts paused, at one a second once it is started. */
	readonly rate: number;
	/** Called for each failed append; the producer retries. */
	readonly onError: (error: unknown) => void;
}

export interface Producer {
	state(): ProducerState;
	set(changes: { running?: boolean | undefined; rate?: number | undefined }): ProducerState;
	/** Produces until `signal` aborts. */
	run(signal: AbortSignal): Promise<void>;
}

/** The longest pause between two reads of the rate, and the most orders in one append. */
const LOOK_MS = 100;
const MOST_AT_ONCE = 1000;
const RETRY_MS = 1000;

export function createProducer(options: ProducerOptions): Producer {
	let running = options.rate > 0;
	let rate = options.rate > 0 ? options.rate : 1;
	let produced = 0;
	/** Orders owed by the rate, in fractions; starting owes one immediately. */
	let owed = 1;
	let last = options.clock.now();

	function accrue(): void {
		const now = options.clock.now();
		// A stall does not become a burst: at most one second's worth is made up for.
		// Nor does a clock that is set back become a pause.
		if (running) owed = Math.min(owed + (Math.max(0, now - last) / 1000) * rate, Math.max(1, rate));
		last = now;
	}

	async function produce(count: number): Promise<void> {
		const createdAt = isoOf(options.clock.now());
		const orders = (await options.ids.take(count)).map((id) => options.generate(id, createdAt));
		await options.work.apply({
			writes: [],
			records: orders.map((order) => ({ ...encodeEvent(orderCreated(order)), topic: options.topic })),
		});
		produced += count;
	}

	const state = (): ProducerState => ({ running, rate, produced, topic: options.topic });

	return {
		state,
		set(changes) {
			accrue();
			if (changes.rate !== undefined) rate = changes.rate;
			if (changes.running !== undefined) running = changes.running;
			return state();
		},
		async run(signal) {
			while (!signal.aborted) {
				accrue();
				const count = running ? Math.min(Math.floor(owed), MOST_AT_ONCE) : 0;
				try {
					if (count > 0) await produce(count);
					owed -= count;
				} catch (error) {
					options.onError(error);
					await options.clock.sleep(RETRY_MS, signal);
				}
				const untilNext = running ? ((1 - (owed % 1)) / rate) * 1000 : LOOK_MS;
				await options.clock.sleep(owed >= 1 && running ? 0 : Math.min(LOOK_MS, Math.max(10, untilNext)), signal);
			}
		},
	};
}
