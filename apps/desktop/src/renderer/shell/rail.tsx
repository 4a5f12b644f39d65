/** The screens, with their live counts. */
import { ActionIcon, Tooltip } from "@mantine/core";
import {
	IconHourglassHigh,
	IconLayoutDashboard,
	IconLayoutSidebarLeftCollapse,
	IconLayoutSidebarLeftExpand,
	IconShieldExclamation,
	IconShoppingCart,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { compactNumber, exactNumber } from "../format/number.ts";
import { useLive } from "../live/live-context.tsx";
import { LagIcon } from "../ui/lag-mark.tsx";
import { byWorst, groupWord, toneOf } from "../ui/lag-status.ts";
import { Brand } from "./brand.tsx";
import classes from "./rail.module.css";
import { useSession } from "./session.tsx";
import { useOpenAlerts } from "./use-open-alerts.ts";

export function Rail({ small, onResize }: { small: boolean; onResize: (small: boolean) => void }) {
	const { version } = useSession();
	return (
		<nav className={`${classes.rail} ${small ? classes.small : ""}`} aria-label="Screens">
			<Link to="/" aria-label="Orderdeck, Overview">
				<Brand small={small} />
			</Link>
			<div className={classes.nav}>
				<h2>{small ? <span className="sr">Watch</span> : "Watch"}</h2>
				<Item to="/" label="Overview" small={small} icon={<IconLayoutDashboard size={16} stroke={1.75} aria-hidden />} />
				<Item to="/orders" label="Orders" small={small} icon={<IconShoppingCart size={16} stroke={1.75} aria-hidden />} />
				<Item
					to="/alerts"
					label="Fraud alerts"
					small={small}
					icon={<IconShieldExclamation size={16} stroke={1.75} aria-hidden />}
					count={<OpenAlerts />}
				/>
				<Item
					to="/lag"
					label="Consumer lag"
					small={small}
					icon={<IconHourglassHigh size={16} stroke={1.75} aria-hidden />}
					count={<WorstLag small={small} />}
				/>
			</div>
			<div className={`${classes.foot} xs t3`}>
				<div>
					<span title="Every time on these screens is in Coordinated Universal Time">{small ? "UTC" : "All times UTC"}</span>
					{!small && <span>v{version}</span>}
				</div>
				<div>
					<Tooltip label={small ? "Widen" : "Narrow"} position="right">
						<ActionIcon size={24} onClick={() => onResize(!small)} aria-label={small ? "Widen the rail" : "Narrow the rail"}>
							{small ? <IconLayoutSidebarLeftExpand size={16} stroke={1.75} /> : <IconLayoutSidebarLeftCollapse size={16} stroke={1.75} />}
						</ActionIcon>
					</Tooltip>
				</div>
			</div>
		</nav>
	);
}

function Item(props: { to: "/" | "/orders" | "/alerts" | "/lag"; label: string; small: boolean; icon: ReactNode; count?: ReactNode }) {
	return (
		<Tooltip label={props.label} position="right" disabled={!props.small}>
			<Link to={props.to} className={classes.link} activeOptions={{ exact: true, includeSearch: false }}>
				{props.icon}
				<span className={props.small ? "sr" : undefined}>{props.label}</span>
				{props.count}
			</Link>
		</Tooltip>
	);
}

function OpenAlerts() {
	const open = useOpenAlerts();
	if (open === undefined) return null;
	return (
		<span className={`${classes.count} t2`} title={exactNumber(open)}>
			{compactNumber(open)}
			<span className="sr"> open</span>
		</span>
	);
}

function WorstLag({ small }: { small: boolean }) {
	const lag = useLive((state) => state.lag);
	const worst = lag?.toSorted(byWorst)[0];
	if (worst === undefined) return null;
	const word = groupWord(worst);
	return (
		<span className={`${classes.count} ${word === "OK" ? "t2" : toneOf(word)}`} title={`Worst group: ${worst.group}`}>
			<LagIcon word={word} size={12} />
			<span className={small ? "sr" : undefined}>{word}</span>
		</span>
	);
}
