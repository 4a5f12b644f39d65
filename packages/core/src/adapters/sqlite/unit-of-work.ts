/** The embedded unit of work: writes, records and offsets in one transaction, so exactly once. */
import type { LogWork, UnitOfWork } from "../../ports/unit-of-work.ts";
import { type LogWriter, publish } from "./log/event-log.ts";
import type { Documents } from "./store/documents.ts";
import { transaction } from "./transaction.ts";

/** What a unit of work did is seen by consumers once it is durable, and not at all when it was rolled back. */
export function createSqliteUnitOfWork(writer: LogWriter, documents: Documents): UnitOfWork {
	const { sql, clock, partitions, groups } = writer;
	return {
		atomic: true,
		async apply({ writes, records, commit, derived }) {
			try {
				const done = transaction(sql, () => {
					// Offsets first: a delivery that no longer counts is found before its effects cost anything.
					const committed = commit === undefined ? undefined : groups.stage(commit);
					const versions = writes.map((write) => documents.apply(write));
					const staged = partitions.stage(records, clock.now());
					for (const write of derived?.(staged.positions) ?? []) documents.apply(write);
					return { committed, staged, versions };
				});
				documents.publish();
				publish(writer, done.staged, done.committed);
				return { positions: done.staged.positions, versions: done.versions };
			} catch (error) {
				documents.discard();
				throw error;
			}
		},
	};
}

/** The log's half alone, for a store that is somewhere else. */
export function createSqliteLogWork({ groups }: LogWriter, work: UnitOfWork): LogWork {
	return {
		check: (commit) => groups.check(commit),
		apply: async ({ records, commit }) => (await work.apply({ writes: [], records, commit })).positions,
	};
}
