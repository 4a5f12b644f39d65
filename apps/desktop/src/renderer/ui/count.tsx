/** A count of orders, messages or alerts: the one way in which they are shown, exact or as the least there are. */
import { compactNumber, countText } from "../format/number.ts";

interface CountProps {
	readonly value: number;
	/** Not all were counted: there are at least so many. */
	readonly atLeast?: boolean | undefined;
	/** Three figures from ten thousand on; the whole number on hover. */
	readonly compact?: boolean;
}

/** `5,000`; `5,000+` where that is a lower bound. */
export function Count({ value, atLeast = false, compact = false }: CountProps) {
	return (
		<span className="tn" data-count={value} title={compact ? countText(value, atLeast) : undefined}>
			{countText(value, atLeast, compact ? compactNumber : undefined)}
		</span>
	);
}
