/** What is known of each group from sample to sample. Groups and partitions that are no longer there are forgotten. */
import type { GroupLag, GroupPause, LagPoint, Waiting } from "@orderdeck/contracts/lag/entities";
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { covers, membersOf } from "@orderdeck/core/domain/group-pause";
import { type GroupState, groupLag, newGroup, worstFirst } from "@orderdeck/core/domain/lag";
import { type Consumption, consumedBetween } from "@orderdeck/core/domain/lag-status/consumption";
import type { GroupSettings } from "@orderdeck/core/domain/lag-status/group-settings";
import {
	NEW_PARTITION,
	observe,
	type PartitionState,
	withLossAcknowledged,
	withUnreadable,
} from "@orderdeck/core/domain/lag-status/partition";
import { positionOf } from "@orderdeck/core/domain/lag-status/sample";
import { restorableOf } from "@orderdeck/core/domain/offset-reset";
import type { TopicPartition } from "@orderdeck/core/ports/event-log";
import { partitionKey, type Seen, type SeenPartition } from "./partition-reader.ts";

interface KnownPartition extends TopicPartition {
	readonly state: PartitionState;
	readonly owner: string | undefined;
}

interface KnownGroup {
	readonly partitions: Map<string, KnownPartition>;
	state: GroupState;
	points: readonly LagPoint[];
	consumption: Consumption;
	/** Records per second, as long as it was not paused. */
	rateBefore: number | null;
	/** When it was last listed, ms. */
	seenAt: number;
	/** The last acknowledgement that was applied to its losses. */
	acknowledgedAt: string | undefined;
}

/** What holds for a group at the moment. */
export interface GroupTerms {
	readonly objectiveSeconds: number;
	readonly settings: GroupSettings;
	readonly pause: GroupPause | undefined;
	/** Of the processes that run the group's role. */
	readonly services: readonly ServiceStatus[];
}

const POINTS_KEPT = 300;
/** A group that is not listed for so long no longer exists; a coordinator that moves lists none of its groups for a moment. */
const FORGOTTEN_MS = 60_000;

interface LagGroupsOptions {
	readonly retentionSeconds: number;
	readonly waitingOf: (group: string) => Waiting;
}

export class LagGroups {
	readonly #groups = new Map<string, KnownGroup>();
	readonly #termsOf: (group: string) => GroupTerms;
	readonly #options: LagGroupsOptions;

	constructor(termsOf: (group: string) => GroupTerms, options: LagGroupsOptions) {
		this.#termsOf = termsOf;
		this.#options = options;
	}

	add({ at, groups }: Seen): void {
		for (const [name, partitions] of groups) this.#addGroup(name, at, partitions);
		for (const [group, { seenAt }] of this.#groups) if (at - seenAt > FORGOTTEN_MS) this.#groups.delete(group);
	}

	/** Nothing could be read. */
	markUnreadable(): void {
		for (const group of this.#groups.values()) markUnreadable(group);
	}

	/** Every group as it is at `at`, worst first. */
	conclude(at: number, reasonOf: (group: string, partition: TopicPartition, position: number) => string): readonly GroupLag[] {
		const lags = [...this.#groups].map(([name, group]) => {
			const { settings, objectiveSeconds, pause, services } = this.#termsOf(name);
			const partitions = [...group.partitions.values()].map((each) => ({
				...each,
				reason: reasonOf(name, each, each.state.last === undefined ? 0 : positionOf(each.state.last)),
			}));
			const members = [...new Set(partitions.flatMap(({ owner }) => owner ?? []))].toSorted();
			const { lag, state } = groupLag(group.state, {
				objectiveSeconds,
				paused:
					pause === undefined
						? null
						: { ...pause, members: membersOf(name, pause, { listed: members, services }), rate_before: group.rateBefore },
				group: name,
				at,
				partitions,
				members,
				waiting: this.#options.waitingOf(name),
				acknowledged: settings.acknowledged ?? undefined,
				resetFrom: settings.reset?.before,
				objectiveVersion: settings.objective_set?.version,
				restorable: restorableOf(settings.reset, at),
				retentionSeconds: this.#options.retentionSeconds,
			});
			group.state = state;
			if (pause === undefined) group.rateBefore = lag.consume_rate;
			group.points = [...group.points, { at, lag: lag.lag, lag_seconds: lag.lag_seconds }].slice(-POINTS_KEPT);
			return lag;
		});
		return lags.toSorted((a, b) => worstFirst(a, b) || (a.group < b.group ? -1 : 1));
	}

	history(): Readonly<Record<string, readonly LagPoint[]>> {
		return Object.fromEntries([...this.#groups].map(([group, { points }]) => [group, points]));
	}

	/** Since the start, by group. */
	consumption(): ReadonlyMap<string, Consumption> {
		return new Map([...this.#groups].map(([group, { consumption }]) => [group, consumption]));
	}

	#addGroup(name: string, at: number, partitions: readonly SeenPartition[] | "unknown"): void {
		const group = this.#groups.get(name) ?? newKnownGroup(at);
		this.#groups.set(name, group);
		group.seenAt = at;
		this.#applyAcknowledgement(group, this.#termsOf(name).settings);
		if (partitions === "unknown") {
			markUnreadable(group);
			return;
		}
		const listed = new Set(partitions.map(partitionKey));
		for (const key of group.partitions.keys()) if (!listed.has(key)) group.partitions.delete(key);
		for (const each of partitions) this.#addPartition(name, group, each);
	}

	#addPartition(name: string, group: KnownGroup, { topic, partition, owner, sample }: SeenPartition): void {
		const { pause, objectiveSeconds } = this.#termsOf(name);
		const terms = { objectiveSeconds, paused: pause !== undefined && covers(pause, { topic, partition }) };
		const key = partitionKey({ topic, partition });
		const before = group.partitions.get(key)?.state ?? NEW_PARTITION;
		group.partitions.set(key, { topic, partition, owner, state: observe(before, sample, terms) });
		if (before.last === undefined || sample.kind === "unknown") return;
		const { consumed, within } = consumedBetween(before.last, sample, terms.objectiveSeconds);
		group.consumption = { consumed: group.consumption.consumed + consumed, within: group.consumption.within + within };
	}

	/** Whoever acknowledges an incident in which records were lost acknowledges the loss. */
	#applyAcknowledgement(group: KnownGroup, { acknowledged }: GroupSettings): void {
		if (acknowledged === null || acknowledged.at === group.acknowledgedAt) return;
		// One from before this daemon's start concerns what it has not seen.
		const isNew = Date.parse(acknowledged.at) >= group.state.firstSampleAt;
		group.acknowledgedAt = acknowledged.at;
		if (!isNew || acknowledged.worst !== "LOST") return;
		for (const [key, known] of group.partitions) group.partitions.set(key, { ...known, state: withLossAcknowledged(known.state) });
	}
}

function markUnreadable({ partitions }: KnownGroup): void {
	for (const [key, known] of partitions) partitions.set(key, { ...known, state: withUnreadable(known.state) });
}

function newKnownGroup(at: number): KnownGroup {
	return {
		partitions: new Map(),
		state: newGroup(at),
		points: [],
		consumption: { consumed: 0, within: 0 },
		rateBefore: null,
		seenAt: at,
		acknowledgedAt: undefined,
	};
}
