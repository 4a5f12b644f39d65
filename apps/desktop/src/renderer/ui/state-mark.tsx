/** A state as icon, word and colour, in rows of figures. */
import type { TablerIcon } from "@tabler/icons-react";

export interface StateLook {
	readonly word: string;
	readonly icon: TablerIcon;
	/** A class of base.css. */
	readonly tone: "ok" | "warn" | "bad" | "info" | "paused" | "t3";
}

export function StateMark({ look, title }: { look: StateLook; title?: string | undefined }) {
	const Icon = look.icon;
	return (
		<span className="row" style={{ gap: 6 }} title={title}>
			<Icon size={14} stroke={2} aria-hidden className={look.tone} style={{ flex: "none" }} />
			<span>{look.word}</span>
		</span>
	);
}
