/**
 * The unit of work where log and store are two systems: the writes, then the records, then the commit. A crash between them leads to a
 * redelivery, which finds its writes done and announces them again under the same event ids.
 */
import type { OrderStore } from "../../ports/order-store.ts";
import type { LogWork, UnitOfWork } from "../../ports/unit-of-work.ts";

export interface OrderedWorkDeps {
	readonly store: Pick<OrderStore, "write">;
	readonly log: LogWork;
}

export function createOrderedWork({ store, log }: OrderedWorkDeps): UnitOfWork {
	return {
		atomic: false,
		async apply({ writes, records, commit, derived }, written) {
			if (derived !== undefined) throw new Error("derived writes need an atomic unit of work");
			if (commit !== undefined) log.check(commit);
			const versions = writes.length > 0 ? await store.write(writes) : [];
			written?.();
			const positions = records.length > 0 || commit !== undefined ? await log.apply({ records, commit }) : [];
			return { positions, versions };
		},
	};
}
