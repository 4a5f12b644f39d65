/**
 * Whether log and store accept writes, learned from those that are made anyway: every role, command and beat uses one unit of work. A
 * failure counts until a write of the same kind succeeds, for half a minute at most: a process without traffic must become ready again.
 */
import type { Clock } from "@orderdeck/core/ports/clock";
import { StoreError } from "@orderdeck/core/ports/errors";
import type { UnitOfWork } from "@orderdeck/core/ports/unit-of-work";
import { messageOf } from "../message-of.ts";

/** Longer than the interval of beats, and than a group takes to notice that its brokers are unavailable: readiness does not return in between. */
const REMEMBERED_MS = 30_000;

export interface WriteHealth {
	/** The same unit of work, observed. */
	watch(work: UnitOfWork): UnitOfWork;
	/** Counts a failure of another operation; ignores what is not a failure of log or store. */
	failed(error: unknown): void;
	/** Why writes fail now; undefined while they succeed. */
	problem(): string | undefined;
}

export function createWriteHealth(clock: Pick<Clock, "now">): WriteHealth {
	/** Without records a unit of work uses the store alone. Where both are one system, so does one with records. */
	const failures = new Map<"store" | "log", { readonly at: number; readonly message: string }>();
	const fail = (part: "store" | "log", error: unknown) => {
		if (error instanceof StoreError) failures.set(part, { at: clock.now(), message: messageOf(error) });
	};

	return {
		watch: (work) => ({
			atomic: work.atomic,
			async apply(unit, written) {
				let part: "store" | "log" = "store";
				try {
					const applied = await work.apply(unit, () => {
						part = "log";
						written?.();
					});
					failures.delete("store");
					if (unit.records.length > 0 || unit.commit !== undefined) failures.delete("log");
					return applied;
				} catch (error) {
					fail(part, error);
					throw error;
				}
			},
		}),
		failed: (error) => fail("store", error),
		problem() {
			const recent = [...failures.values()].filter(({ at }) => clock.now() - at < REMEMBERED_MS);
			return recent.length === 0 ? undefined : recent.map(({ message }) => message).join("; ");
		},
	};
}
