/** A lag status as icon, word and color: plain in rows of figures, tinted where it leads the row. What a trend and tags look like. */

import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { LagTrend, LagTag as Tag } from "@orderdeck/contracts/lag/words";
import {
	IconAlertOctagon,
	IconAlertTriangle,
	IconArrowDownRight,
	IconArrowRight,
	IconArrowUpRight,
	IconCircleArrowDown,
	IconCircleCheck,
	IconCircleDashed,
	IconHelp,
	IconPlayerPause,
	IconPlayerStop,
	IconRotate2,
	IconTrashX,
} from "@tabler/icons-react";
import { exactNumber } from "../format/number.ts";
import { Count } from "./count.tsx";
import classes from "./lag-mark.module.css";
import { type LagWord, toneClass, toneOf } from "./lag-status.ts";
import { tagWords } from "./lag-words.ts";

const ICON = {
	OK: IconCircleCheck,
	Behind: IconCircleArrowDown,
	Late: IconAlertTriangle,
	Stalled: IconAlertOctagon,
	Stopped: IconPlayerStop,
	Rewound: IconRotate2,
	Lost: IconTrashX,
	Paused: IconPlayerPause,
	Pausing: IconPlayerPause,
	"No committed offset": IconCircleDashed,
	Unknown: IconHelp,
} satisfies Record<LagWord, unknown>;

export function LagIcon({ word, size = 14 }: { word: LagWord; size?: number }) {
	const Icon = ICON[word];
	return <Icon size={size} stroke={2} aria-hidden className={toneClass(word)} />;
}

export function LagMark({ word, lost }: { word: LagWord; lost?: number }) {
	return (
		<span className="row" style={{ gap: 6 }}>
			<LagIcon word={word} />
			<span>{wordWith(word, lost)}</span>
		</span>
	);
}

/** `count`: how many groups have this status. `lost`: how many records are. */
export function LagTag({ word, count, lost }: { word: LagWord; count?: number; lost?: number }) {
	return (
		<span className={`${classes.tag} ${toneClass(word)}`} data-tone={toneOf(word)}>
			<LagIcon word={word} size={12} />
			{count === undefined ? wordWith(word, lost) : `${count} ${word === "OK" ? word : word.toLowerCase()}`}
		</span>
	);
}

function wordWith(word: LagWord, lost = 0): string {
	return word === "Lost" && lost > 0 ? `Lost ${exactNumber(lost)}` : word;
}

/** A group's lag in messages: a lower bound while that of a partition is unknown. */
export function GroupMessages({ group: { lag, partitions } }: { group: Pick<GroupLag, "lag" | "partitions"> }) {
	if (lag === null) return <span title="unknown">–</span>;
	return <Count value={lag} atLeast={partitions.some((partition) => partition.lag === "unknown")} compact />;
}

/** What is said beside a status. */
export function LagTags({ tags }: { tags: readonly Tag[] }) {
	return tags.map((tag) => (
		<span key={tag} className={`${classes.note} ${tag === "AT RISK" ? "warn" : "t2"}`}>
			{tagWords(tag)}
		</span>
	));
}

const TREND_ICON: Record<LagTrend, typeof IconArrowRight> = {
	draining: IconArrowDownRight,
	holding: IconArrowRight,
	growing: IconArrowUpRight,
};

export function Trend({ trend }: { trend: LagTrend | null }) {
	const Icon = trend === null ? undefined : TREND_ICON[trend];
	return Icon === undefined ? null : (
		<span title={`Time lag ${trend}`} className="t2">
			<Icon size={12} aria-hidden />
			<span className="sr"> {trend}</span>
		</span>
	);
}
