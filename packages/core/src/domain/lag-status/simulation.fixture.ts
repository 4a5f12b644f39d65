/** For tests: a group whose partitions are sampled as a situation describes them, and the statuses that it showed. */

import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { LagStatus } from "@orderdeck/contracts/lag/words";
import { pausedAs } from "../group-pause.fixture.ts";
import { groupLag, newGroup } from "../lag.ts";
import { nothingWaits } from "../waiting.ts";
import { NEW_PARTITION, observe, type PartitionState } from "./partition.ts";
import type { LagSample, Membership } from "./sample.ts";

export const T0 = Date.parse("2026-01-15T12:00:00Z");
export const HOUR = 3_600;

/** What is seen of a partition: the age of the first unread record in seconds; undefined when there is none. */
export interface Look {
	readonly committed?: number;
	readonly earliest?: number;
	readonly end: number;
	readonly age?: number | undefined;
	readonly members?: Membership;
}

/** `undefined`: no sample was taken; `"unknown"`: it could not be read. */
export type Looks = readonly (Look | "unknown")[] | undefined;

export interface SimulationOptions {
	readonly objectiveSeconds?: number;
	readonly retentionSeconds?: number;
	readonly paused?: (second: number) => boolean;
}

export class Simulation {
	readonly statuses: LagStatus[] = [];
	readonly lags: GroupLag[] = [];
	#partitions: PartitionState[] = [];
	#group = newGroup(T0);
	readonly #options: SimulationOptions;

	constructor(options: SimulationOptions = {}) {
		this.#options = options;
	}

	/** One sample a second, unless `at` gives other seconds. */
	run(count: number, look: (second: number) => Looks, at: (index: number) => number = (index) => index): this {
		const start = this.statuses.length;
		for (let index = start; index < start + count; index += 1) this.step(at(index), look(index));
		return this;
	}

	step(second: number, looks: Looks): GroupLag {
		const { objectiveSeconds = 30, retentionSeconds = 604_800 } = this.#options;
		const at = T0 + second * 1000;
		const paused = this.#options.paused?.(second) ?? false;
		looks?.forEach((look, index) => {
			const known = this.#partitions[index] ?? NEW_PARTITION;
			this.#partitions[index] = observe(known, sampleOf(look, at), { objectiveSeconds, paused });
		});
		const owner = looks?.some((look) => look !== "unknown" && look.members === "absent") ? undefined : "member";
		const partitions = this.#partitions.map((state, partition) => ({ topic: "orders", partition, state, owner, reason: "unknown" }));
		const members = owner === undefined ? [] : [owner];
		const situation = { at, paused: paused ? pausedAs() : null, objectiveSeconds, retentionSeconds, acknowledged: undefined };
		const { lag, state } = groupLag(this.#group, {
			group: "payments-group",
			partitions,
			members,
			waiting: nothingWaits("USD"),
			...situation,
		});
		this.#group = state;
		this.statuses.push(lag.status);
		this.lags.push(lag);
		return lag;
	}

	/** The seconds at which the shown status changed, with the new status. */
	get changes(): readonly { readonly second: number; readonly status: LagStatus }[] {
		return this.statuses.flatMap((status, second) => (status === (this.statuses[second - 1] ?? "OK") ? [] : [{ second, status }]));
	}

	get shown(): readonly LagStatus[] {
		return this.changes.map(({ status }) => status);
	}
}

function sampleOf(look: Look | "unknown", at: number): LagSample {
	if (look === "unknown") return { kind: "unknown", at };
	const { committed, earliest = 0, end, age, members = "present" } = look;
	const unread = age === undefined ? undefined : { offset: committed ?? earliest, timestamp: at - age * 1000 };
	return { kind: "known", at, committed, earliest, end, unread, members };
}

export interface QueueOptions {
	/** Records that arrive per second. */
	readonly arrive: number;
	/** At most so many are taken in one batch. */
	readonly batch: number;
	/** How long a batch takes that starts in this second; undefined: it does not start. */
	readonly takes: (second: number) => number | undefined;
}

/** A consumer that takes what has arrived, works, and commits: what is seen of it, second by second. */
export function createQueue({ arrive, batch, takes }: QueueOptions): (second: number) => Look {
	let committed = 0;
	let working: { readonly until: number; readonly to: number } | undefined;
	return (second) => {
		const end = Math.floor(second * arrive) + 1;
		if (working !== undefined && second >= working.until) {
			committed = working.to;
			working = undefined;
		}
		if (working === undefined && committed < end) {
			const duration = takes(second);
			if (duration !== undefined) working = { until: second + duration, to: Math.min(end, committed + batch) };
		}
		return { committed, end, age: committed < end ? second - committed / arrive : undefined };
	};
}
