/**
 * Makes the consumers of this process obey the stored record of their groups, which any process of the deployment may change: pause and
 * resume, and to stay out of the group while its offsets are reset. Where the store is unavailable, they stay as they are.
 */
import type { GroupPause } from "@orderdeck/contracts/lag/entities";
import { isOver, pauseAt } from "@orderdeck/core/domain/group-pause";
import { isPending, type OffsetResetRecord } from "@orderdeck/core/domain/offset-reset";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { DocumentReader } from "@orderdeck/core/ports/documents";
import type { RunningStep } from "@orderdeck/core/runtime/run-step";

export type ControlledStep = Pick<RunningStep, "group" | "pause" | "resume" | "pauseApplied" | "leave" | "rejoin">;

export interface GroupControlDeps {
	readonly store: DocumentReader;
	readonly clock: Clock;
	readonly steps: readonly ControlledStep[];
	/** The pauses with which the steps were started, by group. */
	readonly initial: ReadonlyMap<string, GroupPause>;
	/** Records that the pause which began at `at` is over. */
	readonly endPause: (group: string, at: string) => Promise<void>;
	/** Completes a reset that its process has left pending for this long, ms. */
	readonly completeReset: (group: string) => Promise<void>;
	readonly takeOverMs: number;
	/** A step has been paused, has applied it, or was resumed. */
	readonly onChange: () => void;
	readonly onError: (error: unknown) => void;
}

export interface GroupControl {
	/** Obeys the record every second until `signal` aborts. Never rejects. */
	run(signal: AbortSignal): Promise<void>;
	/** Obeys the record as it is now. Never rejects. */
	obey(): Promise<void>;
	/** The pause that the group's consumer here knows, and whether it has applied it. */
	stateOf(group: string): { readonly at: string; readonly applied: boolean } | undefined;
}

const EVERY_MS = 1_000;

export function createGroupControl(deps: GroupControlDeps): GroupControl {
	const { store, clock, steps, onChange, onError } = deps;
	const known = new Map(deps.initial);
	const groups = steps.map(({ group }) => group);
	const stateOf = (group: string) => {
		const at = known.get(group)?.at;
		return at === undefined ? undefined : { at, applied: steps.find((step) => step.group === group)?.pauseApplied() ?? false };
	};
	const states = () => JSON.stringify(groups.map(stateOf));
	let reported = states();
	let running: Promise<void> = Promise.resolve();
	const outside = new Set<string>();

	function apply(step: ControlledStep, pause: GroupPause | undefined): void {
		const before = known.get(step.group);
		if (JSON.stringify(before) === JSON.stringify(pause)) return;
		if (pause === undefined) {
			known.delete(step.group);
			step.resume();
		} else {
			known.set(step.group, pause);
			step.pause(pause);
		}
	}

	/** Kafka accepts offsets from outside for a group without members only. */
	async function makeRoom(step: ControlledStep, reset: OffsetResetRecord | undefined, now: number): Promise<void> {
		const { group } = step;
		const isReset = reset !== undefined && isPending(reset, now);
		if (isReset && !outside.has(group)) {
			outside.add(group);
			await step.leave();
		}
		if (isReset && now - Date.parse(reset.at) >= deps.takeOverMs) await deps.completeReset(group);
		if (!isReset && outside.delete(group)) step.rejoin();
	}

	async function obeyOnce(): Promise<void> {
		try {
			const records = await store.get("groups", groups);
			const now = clock.now();
			for (const [index, step] of steps.entries()) {
				const paused = records[index]?.doc.paused ?? undefined;
				apply(step, pauseAt({ paused: paused ?? null }, now));
				await makeRoom(step, records[index]?.doc.reset, now);
				if (paused !== undefined && isOver(paused, now)) await deps.endPause(step.group, paused.at);
			}
		} catch (error) {
			onError(error);
		}
		const current = states();
		if (current === reported) return;
		reported = current;
		onChange();
	}

	return {
		stateOf,
		obey() {
			// One after the other: an older read must not undo a newer one.
			running = running.then(obeyOnce);
			return running;
		},
		async run(signal) {
			while (!signal.aborted) {
				await this.obey();
				await clock.sleep(EVERY_MS, signal);
			}
		},
	};
}

/** The pauses that hold now, by group, for steps that are about to start. Throws StoreError. */
export async function readPauses(
	{ store, clock }: Pick<GroupControlDeps, "store" | "clock">,
	groups: readonly string[],
): Promise<ReadonlyMap<string, GroupPause>> {
	const records = await store.get("groups", groups);
	return new Map(
		groups.flatMap((group, index) => {
			const pause = pauseAt({ paused: records[index]?.doc.paused ?? null }, clock.now());
			return pause === undefined ? [] : [[group, pause] as const];
		}),
	);
}
