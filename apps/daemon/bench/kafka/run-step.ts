/** One step by itself on Kafka, until it has handled so many records. */
import type { KafkaBackend } from "@orderdeck/core/adapters/kafka/backend";
import { createOrderedWork } from "@orderdeck/core/adapters/ordered-work/ordered-work";
import type { createSimulatedGateway } from "@orderdeck/core/adapters/simulated-gateway/simulated-gateway";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import { runStep } from "@orderdeck/core/runtime/run-step";
import type { Step } from "@orderdeck/core/runtime/step";
import { SETTINGS } from "../settings.ts";

const never = () => Promise.reject(new Error("not asked for in this measurement"));
const silent = { retried: () => undefined, deadLettered: () => undefined, handled: () => undefined, failed: () => undefined };
/** Without any document: what a step reads with each batch, such as the rules, costs a call. */
export const NO_DOCUMENTS = {
	get: async (_collection: string, keys: readonly string[]) => keys.map(() => undefined),
	write: never,
} as unknown as OrderStore;

export interface StepRun {
	readonly store: OrderStore;
	readonly expected: number;
	readonly maxRecords: number;
	readonly gateway?: ReturnType<typeof createSimulatedGateway>;
}

/** Records a second from the first batch on until so many are handled. */
export async function runFor(
	step: Step,
	{ log, logWork }: KafkaBackend,
	{ store, expected, maxRecords, gateway }: StepRun,
): Promise<number> {
	const stop = new AbortController();
	let [handled, from] = [0, 0];
	const deps = {
		store,
		gateway: gateway ?? { charge: never, find: never, refund: never },
		clock: systemClock,
		settings: SETTINGS,
		atomic: false,
	};
	const watched: Step = {
		...step,
		handle(batch, given) {
			from ||= performance.now();
			return step.handle(batch, given);
		},
	};
	const observer = {
		...silent,
		handled(_group: string, records: number) {
			handled += records;
			if (handled >= expected) stop.abort();
		},
	};
	const work = createOrderedWork({ store, log: logWork });
	await runStep(watched, { log, work, deps, observer, member: step.group, maxRecords, lingerMs: 0, attempts: 3 }, stop.signal).done;
	return expected / ((performance.now() - from) / 1000);
}
