/** Counters of what each group has done, for the services screen and the metrics. */
import type { Clock } from "@orderdeck/core/ports/clock";
import type { RuntimeObserver } from "@orderdeck/core/runtime/run-step";
import { DurationHistogram } from "./duration-histogram.ts";
import { orderFields, type TraceIdOf } from "./event-lines.ts";
import type { RolesDeps } from "./run-roles.ts";

const WINDOW_MS = 5_000;

export class Meter {
	handled = 0;
	batches = 0;
	retries = 0;
	deadLetters = 0;
	readonly durations = new DurationHistogram();
	lastError: string | null = null;
	readonly #clock: Clock;
	/** What was handled at past looks, oldest first, reaching back a little more than the window. */
	#looks: { at: number; handled: number }[] = [];

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Sets the count of a worker that counts for itself. */
	reach(handled: number): void {
		this.handled = handled;
	}

	/** Over the last five seconds or so; call it about once a second. */
	perSecond(): number {
		const now = this.#clock.now();
		this.#looks.push({ at: now, handled: this.handled });
		while (this.#looks.length > 2 && now - (this.#looks[1]?.at ?? now) >= WINDOW_MS) this.#looks.shift();
		const first = this.#looks[0];
		if (first === undefined || now <= first.at) return 0;
		return Math.round(((this.handled - first.handled) / (now - first.at)) * 10_000) / 10;
	}
}

export interface Meters {
	of(name: string): Meter;
	/** Counts what the runtime tells, and reports what an operator must see. */
	observer(report: RolesDeps["report"], traceIdOf?: TraceIdOf): RuntimeObserver;
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
				// A lost compare-and-swap is daily business; the rest somebody must be able to read about.
				if (code === "CAS_MISMATCH") return;
				meter.lastError = error instanceof Error ? error.message : String(error);
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
		}),
	};
}
