/** A lag status as icon, word and colour: plain in rows of figures, tinted where it leads the row. */
import {
	IconAlertOctagon,
	IconAlertTriangle,
	IconCircleArrowDown,
	IconCircleCheck,
	IconCircleDashed,
	IconHelp,
	IconPlayerPause,
	IconPlayerStop,
	IconRotate2,
} from "@tabler/icons-react";
import classes from "./lag-mark.module.css";
import { type LagWord, toneOf } from "./lag-status.ts";

const ICON = {
	OK: IconCircleCheck,
	Warning: IconAlertTriangle,
	Stalled: IconAlertOctagon,
	Stopped: IconPlayerStop,
	Rewound: IconRotate2,
	Draining: IconCircleArrowDown,
	Paused: IconPlayerPause,
	"No commit": IconCircleDashed,
	Unknown: IconHelp,
} satisfies Record<LagWord, unknown>;

export function LagIcon({ word, size = 14 }: { word: LagWord; size?: number }) {
	const Icon = ICON[word];
	return <Icon size={size} stroke={2} aria-hidden className={toneOf(word)} />;
}

export function LagMark({ word }: { word: LagWord }) {
	return (
		<span className="row" style={{ gap: 6 }}>
			<LagIcon word={word} />
			<span>{word}</span>
		</span>
	);
}

export function LagTag({ word, count }: { word: LagWord; count?: number }) {
	return (
		<span className={`${classes.tag} ${toneOf(word)}`} data-tone={toneOf(word)}>
			<LagIcon word={word} size={12} />
			{count === undefined ? word : `${count} ${word === "OK" ? word : word.toLowerCase()}`}
		</span>
	);
}
