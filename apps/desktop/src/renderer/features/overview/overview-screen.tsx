/** The pipeline at a glance; every figure leads to the list behind it. */
import { Select, Skeleton } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { lazyComponent } from "../../chunks/lazy-component.tsx";
import { epochOf } from "../../format/time.ts";
import { PageHead } from "../../shell/shell.tsx";
import { DEFAULT_MINUTES } from "../../shell/use-open-alerts.ts";
import { useOverview } from "../../shell/use-overview.ts";
import { Kept } from "../../ui/kept.tsx";
import { ErrorMessage, Panel } from "../../ui/panel.tsx";
import { useStandingError } from "../../ui/use-standing-error.ts";
import { Countries } from "./countries.tsx";
import type { Overview } from "./figure-links.ts";
import { FigureStrip, waitingBefore } from "./figure-strip.tsx";
import { NewestAlerts } from "./newest-alerts.tsx";
import classes from "./overview.module.css";
import { Stages } from "./stages.tsx";
import { splitWindows, wholeMinutes } from "./window-figures.ts";
import { WorstGroups } from "./worst-groups.tsx";

const OrdersSalesChart = lazyComponent(() => import("./orders-sales-chart.tsx").then((module) => module.OrdersSalesChart), {
	pending: <Skeleton m={12} flex={1} width="auto" />,
});

const WINDOWS = [15, 30, 60].map((minutes) => ({ value: String(minutes), label: `Last ${minutes} min` }));
/** Readings of what waits that are kept for its line. */
const READINGS = 60;

export function OverviewScreen() {
	const [minutes, setMinutes] = useState(DEFAULT_MINUTES);
	const query = useOverview(minutes);
	const error = useStandingError(query);
	const waited = useReadings(query.data, query.dataUpdatedAt);
	return (
		<>
			<PageHead title="Overview">
				<span className="grow" />
				<span className="xs t3">compared with the {minutes} min before</span>
				<Select
					w={136}
					aria-label="Window"
					value={String(minutes)}
					onChange={(value) => setMinutes(Number(value ?? DEFAULT_MINUTES))}
					data={WINDOWS}
					allowDeselect={false}
					leftSection={<IconClock size={14} />}
				/>
			</PageHead>
			{query.data !== undefined ? (
				<Kept isStale={query.isError}>
					<Figures overview={query.data} readAt={epochOf(query.data.at)} waited={waited} />
				</Kept>
			) : error !== undefined ? (
				<Panel title="Overview">
					<ErrorMessage what="The figures" error={error} onRetry={() => void query.refetch()} />
				</Panel>
			) : (
				<Loading />
			)}
		</>
	);
}

function useReadings(overview: Overview | undefined, readAt: number): readonly number[] {
	const [readings, setReadings] = useState<readonly number[]>([]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: one reading each time it is read, changed or not
	useEffect(() => {
		if (overview !== undefined) setReadings((known) => [...known.slice(1 - READINGS), waitingBefore(overview).orders]);
	}, [readAt]);
	return readings;
}

function Figures({ overview, readAt, waited }: { overview: Overview; readAt: number; waited: readonly number[] }) {
	const { now, before } = splitWindows(overview.minutes, { window: overview.window_minutes, currency: overview.totals.currency });
	const at = epochOf(overview.at);
	const note = (
		<span className="t2 xs row" style={{ marginLeft: "auto" }}>
			<svg width="18" height="2" aria-hidden="true">
				<path d="M0 1H18" stroke="var(--od-text-3)" strokeDasharray="3 3" />
			</svg>
			{overview.window_minutes} min before
		</span>
	);
	return (
		<div className={classes.page}>
			<FigureStrip overview={overview} readAt={readAt} now={now} before={before} waited={waited} />
			<Panel title="Orders and sales" note="per minute" more={note}>
				<OrdersSalesChart orders={now.orders} sales={now.sales} now={wholeMinutes(now.minutes, at)} before={before.minutes} />
			</Panel>
			<Countries overview={overview} now={now} />
			<Stages overview={overview} now={now} />
			<div className={classes.low}>
				<WorstGroups />
				<NewestAlerts />
			</div>
		</div>
	);
}

function Loading() {
	return (
		<div className={classes.page} aria-busy="true">
			<Skeleton height={78} className={classes.strip} />
			<Skeleton />
			<Skeleton />
			<Skeleton height={116} className={classes.full} />
			<Skeleton height={216} className={classes.full} />
		</div>
	);
}
