/** Samples consumer lag once a second on the daemon's own clock. The status is decided in domain/lag-status. */
import type { GroupLag, LagPoint } from "@orderdeck/contracts/lag/entities";
import type { GroupLagHistory } from "@orderdeck/contracts/lag/history";
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { GROUPS } from "@orderdeck/contracts/topics";
import { pauseAt } from "@orderdeck/core/domain/group-pause";
import type { Consumption } from "@orderdeck/core/domain/lag-status/consumption";
import { type GroupSettings, NO_SETTINGS } from "@orderdeck/core/domain/lag-status/group-settings";
import { stallReason } from "@orderdeck/core/domain/lag-status/reason";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { EventLog, TopicPartition } from "@orderdeck/core/ports/event-log";
import type { DaemonLog } from "../logging.ts";
import type { ReadGroupSettings } from "./group-settings.ts";
import { LagCourse } from "./lag-course.ts";
import { type GroupTerms, LagGroups } from "./lag-groups.ts";
import { look } from "./partition-reader.ts";
import type { Services } from "./services.ts";
import { createWaitingCounts } from "./waiting-counts.ts";

export interface LagSnapshot {
	/** Ms since the epoch. */
	readonly at: number;
	/** Worst first. */
	readonly groups: readonly GroupLag[];
}

export interface LagSampler extends AsyncDisposable {
	/** Samples immediately, then every second until disposed. Does not wait for the first sample, which may have much to read. */
	start(): void;
	/** One sample. While the log is unavailable it is `unknown`, and the failure is logged. */
	sample(): Promise<void>;
	latest(): LagSnapshot | undefined;
	/** The last five minutes by group, oldest first. */
	history(): Readonly<Record<string, readonly LagPoint[]>>;
	/** How late the group has been in the last `minutes`, up to a day. */
	course(group: string, minutes: number): GroupLagHistory;
	/** What each group has consumed since the start, and how much of it within its objective. */
	consumption(): ReadonlyMap<string, Consumption>;
}

export interface LagSamplerDeps {
	readonly log: EventLog;
	/** Every role, for the reason of a consumer that stalls, and for what members have done about a pause. */
	readonly services: Services;
	readonly settings: ReadGroupSettings;
	readonly clock: Clock;
	readonly daemonLog: Pick<DaemonLog, "lagFailed">;
	/** How late a group may be that has no objective of its own. */
	readonly objectiveSeconds: number;
	/** How long the log keeps records. */
	readonly retentionSeconds: number;
	readonly baseCurrency: string;
}

const EVERY_MS = 1_000;
/** A sample that takes longer than this is missing: what is shown is concluded without it. */
const OVERDUE_MS = 2_500;

export function createLagSampler(deps: LagSamplerDeps): LagSampler {
	const { log, clock, daemonLog, baseCurrency, retentionSeconds } = deps;
	const stop = new AbortController();
	let settingsOf: (group: string) => GroupSettings = () => NO_SETTINGS;
	const counts = createWaitingCounts({ log, baseCurrency, onFailure: daemonLog.lagFailed });
	let services: readonly ServiceStatus[] = [];
	const servicesOf = (group: string) => services.filter(({ role }) => role === ROLE_OF.get(group));
	const termsOf = (group: string): GroupTerms => {
		const settings = settingsOf(group);
		const objectiveSeconds = settings.objective_seconds ?? deps.objectiveSeconds;
		return { settings, objectiveSeconds, pause: pauseAt(settings, clock.now()), services: servicesOf(group) };
	};
	const groups = new LagGroups(termsOf, { retentionSeconds, waitingOf: counts.of });
	const course = new LagCourse();
	let snapshot: LagSnapshot | undefined;
	let running: Promise<unknown> | undefined;

	const reasonOf = (group: string, { topic, partition }: TopicPartition, position: number) => {
		return stallReason({ group, topic, partition, position }, servicesOf(group));
	};

	/** Never before the last one: a sample may have ended late. */
	const conclude = (time: number) => {
		const at = Math.max(time, snapshot?.at ?? time);
		snapshot = { at, groups: groups.conclude(at, reasonOf) };
		course.add(at, snapshot.groups);
	};

	const sample = async () => {
		try {
			const seen = await look({ log, now: () => clock.now(), onUnreadable: daemonLog.lagFailed });
			services = await deps.services();
			settingsOf = await deps.settings([...seen.groups.keys()]);
			groups.add(seen);
			await counts.update(seen);
			conclude(seen.at);
		} catch (error) {
			daemonLog.lagFailed(error);
			groups.markUnreadable();
			conclude(clock.now());
		}
	};

	const run = async () => {
		while (!stop.signal.aborted) {
			await sample();
			await clock.sleep(EVERY_MS, stop.signal);
		}
	};

	/** A log that does not respond makes no sample fail: the status must become UNKNOWN nevertheless. */
	const watch = async () => {
		while (!stop.signal.aborted) {
			await clock.sleep(EVERY_MS, stop.signal);
			const at = clock.now();
			if (snapshot !== undefined && at - snapshot.at >= OVERDUE_MS) conclude(at);
		}
	};

	return {
		sample,
		latest: () => snapshot,
		history: () => groups.history(),
		course: (group, minutes) => course.of(group, { minutes, now: clock.now() }),
		consumption: () => groups.consumption(),
		start() {
			running ??= Promise.all([run(), watch()]);
		},
		async [Symbol.asyncDispose]() {
			stop.abort();
			await running;
			await counts[Symbol.asyncDispose]();
		},
	};
}

const ROLE_OF: ReadonlyMap<string, string> = new Map(Object.entries(GROUPS).map(([role, group]) => [group, role]));
