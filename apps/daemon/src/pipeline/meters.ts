/**
 * Counters of each group, for the services screen and the metrics. Plain numbers that are sent to the API's thread as part of the status; there
 * they become Prometheus metrics. (prom-client's own counters here would be a second copy, and cost every start its load time and memory.)
 */
import type { Clock } from "@orderdeck/core/ports/clock";
import type { RuntimeObserver } from "@orderdeck/core/runtime/run-options";
import type { ReportEvent } from "../logging.ts";
import { messageOf } from "../message-of.ts";
import { DurationHistogram } from "./duration-histogram.ts";
import { orderFields, type TraceIdOf } from "./event-lines.ts";

const WINDOW_MS = 5_000;

export class Meter {
	handled = 0;
	batches = 0;
	retries = 0;
	deadLetters = 0;
	readonly durations = new DurationHistogram();
	lastError: string | null = null;
	readonly #clock: Clock;
	/** Counts of previous calls, oldest first, covering slightly more than the window. */
	#readings: { at: number; handled: number }[] = [];

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Takes over the count of a role that counts by itself. */
	setHandled(handled: number): void {
		this.handled = handled;
	}

	/** Rate over about the last five seconds; call it about once per second. */
	perSecond(): number {
		const now = this.#clock.now();
		this.#readings.push({ at: now, handled: this.handled });
		while (this.#readings.length > 2 && now - (this.#readings[1]?.at ?? now) >= WINDOW_MS) this.#readings.shift();
		const first = this.#readings[0];
		if (first === undefined || now <= first.at) return 0;
		return Math.round(((this.handled - first.handled) / (now - first.at)) * 10_000) / 10;
	}
}

export interface Meters {
	of(name: string): Meter;
	/** Counts what the runtime reports, and logs what an operator must see. */
	observer(report: ReportEvent, traceIdOf?: TraceIdOf): RuntimeObserver;
}

export function createMeters(clock: Clock): Meters {
	const meters = new Map<string, Meter>();
	const of = (name: string): Meter => {
		const meter = meters.get(name) ?? new Meter(clock);
		meters.set(name, meter);
		return meter;
	};
	return {
		of,
		observer: (report, traceIdOf) => ({
			handled(group, records, seconds) {
				const meter = of(group);
				meter.handled += records;
				meter.batches += 1;
				meter.durations.add(seconds);
			},
			retried(group, error, attempt, waitMs) {
				const meter = of(group);
				meter.retries += 1;
				const code = error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
				// A lost compare-and-swap is normal; any other cause is logged.
				if (code === "CAS_MISMATCH") return;
				meter.lastError = messageOf(error);
				report("warn", "batch_retried", { group, code, err: meter.lastError, attempt, wait_ms: Math.round(waitMs) });
			},
			deadLettered(group, record, reason) {
				const meter = of(group);
				meter.deadLetters += 1;
				meter.lastError = reason;
				const order = record.key === null || record.headers.ce_type === "INVENTORY_RESTOCKED" ? {} : orderFields(record.key, traceIdOf);
				const { topic, partition, offset } = record;
				report("warn", "dead_lettered", { group, ...order, topic, partition, offset, reason });
			},
			failed(group, error) {
				const meter = of(group);
				meter.lastError = messageOf(error);
				report("error", "step_failed", { group, err: meter.lastError });
			},
		}),
	};
}
