/** When a group rebalanced: a line each, with an icon on the chart, and without one on what has the same axis beneath it. */
import { IconArrowsShuffle } from "@tabler/icons-react";
import classes from "./lag.module.css";

/** `places`: from 0 at the left edge to 1 at the right one. */
export function RebalanceLines({ places, withIcons = false }: { places: readonly number[]; withIcons?: boolean }) {
	return places.map((place) => (
		<span
			key={place}
			className={`info ${classes.rebalance}`}
			style={{ left: `${place * 100}%` }}
			title={withIcons ? "Rebalance" : undefined}
		>
			{withIcons && <IconArrowsShuffle size={12} stroke={2} role="img" aria-label="Rebalance" />}
		</span>
	));
}
