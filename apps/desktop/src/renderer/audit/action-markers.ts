/** How actions are marked on charts, and where. Pure. */
import {
	IconAdjustmentsHorizontal,
	IconArrowBackUp,
	IconBan,
	IconHistory,
	IconPlayerPause,
	IconPlayerPlay,
	IconPower,
	IconRotate2,
	IconSend,
} from "@tabler/icons-react";
import { known } from "../format/known.ts";
import type { StateLook } from "../ui/state-mark.tsx";
import type { AuditRow } from "./audit-words.ts";
import type { MarkedAction } from "./marked-actions.ts";

/** The word is short: it stands beside its icon on the chart. */
const LOOK: Readonly<Record<MarkedAction, StateLook>> = {
	"group.pause": { word: "Pause", icon: IconPlayerPause, tone: "paused" },
	"group.resume": { word: "Resume", icon: IconPlayerPlay, tone: "paused" },
	"group.pause-end": { word: "Pause ended", icon: IconPlayerPlay, tone: "paused" },
	"group.offsets.reset": { word: "Reset", icon: IconRotate2, tone: "info" },
	"group.offsets.restore": { word: "Restore", icon: IconArrowBackUp, tone: "info" },
	"orders.cancel": { word: "Cancel orders", icon: IconBan, tone: "bad" },
	"letters.redrive": { word: "Redrive", icon: IconSend, tone: "info" },
	"orders.replay": { word: "Replay", icon: IconHistory, tone: "info" },
	"producer.set": { word: "Producer", icon: IconPower, tone: "warn" },
	"rule.create": { word: "New rule", icon: IconAdjustmentsHorizontal, tone: "info" },
	"rule.update": { word: "Rule changed", icon: IconAdjustmentsHorizontal, tone: "info" },
	"rule.restore": { word: "Rule restored", icon: IconAdjustmentsHorizontal, tone: "info" },
};

export function markLook({ action }: Pick<AuditRow, "action">): StateLook {
	return known<string, StateLook>(LOOK, action) ?? { word: action, icon: IconHistory, tone: "t3" };
}

/** One line on the chart, of one record or of several that are too close to be seen apart. */
export interface ChartMarker {
	/** From 0 at the left edge of the plot to 1 at its right one. */
	readonly place: number;
	/** Oldest first. */
	readonly records: readonly AuditRow[];
	/** Whether there is room for its word. */
	readonly isLabelled: boolean;
}

/** Closer than this they are one marker: about the width of an icon. */
const APART = 0.03;
const WORD_WIDTH = 0.16;

/** The markers of these records, from left to right; `placeOf` is undefined for a time that is not on the chart. */
export function chartMarkers(records: readonly AuditRow[], placeOf: (at: number) => number | undefined): ChartMarker[] {
	const placed = records
		.flatMap((record) => {
			const place = placeOf(Date.parse(record.at));
			return place === undefined ? [] : [{ place, record }];
		})
		.toSorted((a, b) => a.place - b.place || (a.record.audit_id < b.record.audit_id ? -1 : 1));
	const markers: { place: number; records: AuditRow[] }[] = [];
	for (const { place, record } of placed) {
		const last = markers.at(-1);
		if (last !== undefined && place - last.place < APART) last.records.push(record);
		else markers.push({ place, records: [record] });
	}
	return markers.map((marker, index) => ({ ...marker, isLabelled: (markers[index + 1]?.place ?? 1) - marker.place >= WORD_WIDTH }));
}

/** Where a time is on an axis that goes evenly from `from` to `to`, ms since the epoch. */
export function placeBetween(from: number, to: number): (at: number) => number | undefined {
	return (at) => (at < from || at > to || to <= from ? undefined : (at - from) / (to - from));
}

/** Where a time is on an axis that has a point for each bucket, by their beginnings in ms since the epoch. What is in the last bucket is at its point. */
export function placeAmong(starts: readonly number[]): (at: number) => number | undefined {
	return (at) => {
		const index = starts.findLastIndex((start) => start <= at);
		const start = starts[index];
		if (start === undefined || starts.length < 2) return undefined;
		const next = starts[index + 1];
		return (index + (next === undefined ? 0 : (at - start) / (next - start))) / (starts.length - 1);
	};
}
