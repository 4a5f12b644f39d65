/** What tints the lag chart of a group: when it was paused, rebalanced, or could not be read; and its status, run by run. Pure. */
import type { Paused } from "@orderdeck/contracts/lag/entities";
import type { GroupLagHistory } from "@orderdeck/contracts/lag/history";
import type { LagStatus } from "@orderdeck/contracts/lag/words";
import { z } from "zod";
import type { AuditRow } from "../../audit/audit-words.ts";
import { epochOf } from "../../format/time.ts";
import type { ChartBand } from "../../ui/time-chart.tsx";

type Steps = Pick<GroupLagHistory, "start" | "step_ms" | "status" | "rebalancing">;

/** Steps next to each other that have the same value: the first one, and how many. */
interface Run<T> {
	readonly value: T;
	readonly first: number;
	readonly length: number;
}

function runsOf<T>(values: readonly T[]): Run<T>[] {
	const runs: { value: T; first: number; length: number }[] = [];
	for (const [step, value] of values.entries()) {
		const last = runs.at(-1);
		if (last !== undefined && last.value === value) last.length += 1;
		else runs.push({ value, first: step, length: 1 });
	}
	return runs;
}

/** The status of the group, oldest first; without the steps in which nothing was recorded. `from` and `share` are parts of the whole, 0 to 1. */
export function statusRuns({ status }: Pick<GroupLagHistory, "status">): { status: LagStatus; from: number; share: number }[] {
	return runsOf(status).flatMap(({ value, first, length }) =>
		value === null ? [] : [{ status: value, from: first / status.length, share: length / status.length }],
	);
}

const pauseSchema = z.object({ paused: z.object({ at: z.string() }) });

/** When the group was paused, by the records of what ended or replaced a pause, and since when it is. */
export function pausesOf(records: readonly Pick<AuditRow, "at" | "before">[], current: Pick<Paused, "at"> | null): PauseSpan[] {
	const ended = records.flatMap(({ at, before }) => {
		const known = pauseSchema.safeParse(before);
		return known.success ? [{ from: epochOf(known.data.paused.at), to: epochOf(at) }] : [];
	});
	return current === null ? ended : [...ended, { from: epochOf(current.at), to: Number.POSITIVE_INFINITY }];
}

/** Ms since the epoch. */
export interface PauseSpan {
	readonly from: number;
	readonly to: number;
}

/** Closer than this part of the chart two rebalances are one line. */
const APART = 0.02;

/** Where the group began to rebalance, as parts of the whole, 0 to 1. */
export function rebalancePlaces({ rebalancing }: Pick<GroupLagHistory, "rebalancing">): number[] {
	const places: number[] = [];
	for (const { value, first } of runsOf(rebalancing)) {
		const place = first / rebalancing.length;
		if (value && place - (places.at(-1) ?? -1) >= APART) places.push(place);
	}
	return places;
}

/** Narrower than this part of the chart a band has no word. */
const WORD_SHARE = 0.1;

export function chartBands({ start, step_ms, status, rebalancing }: Steps, pauses: readonly PauseSpan[]): ChartBand[] {
	const end = start + status.length * step_ms;
	const band = (span: PauseSpan, label: string, tone: ChartBand["tone"]): ChartBand[] => {
		const [from, to] = [Math.max(span.from, start), Math.min(span.to, end)];
		return to <= from ? [] : [{ from, to, label: (to - from) / (end - start) < WORD_SHARE ? "" : label, tone }];
	};
	const spanOf = ({ first, length }: Run<unknown>) => ({ from: start + first * step_ms, to: start + (first + length) * step_ms });
	const runs = (values: readonly boolean[]) => runsOf(values).filter(({ value }) => value);
	return [
		...runs(status.map((each) => each === "UNKNOWN")).flatMap((run) => band(spanOf(run), "unknown", "text-3")),
		...runs(rebalancing).flatMap((run) => band(spanOf(run), "rebalancing", "info")),
		...pauses.flatMap((span) => band(span, "paused", "paused")),
	];
}
