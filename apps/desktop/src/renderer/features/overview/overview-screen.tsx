/** The pipeline at a glance; every figure leads to the list behind it. */
import { Select, Skeleton } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { memo, useMemo } from "react";
import { useMarkedActions } from "../../audit/use-marked-actions.ts";
import { lazyComponent } from "../../chunks/lazy-component.tsx";
import { countText } from "../../format/number.ts";
import { epochOf } from "../../format/time.ts";
import { useLive } from "../../live/live-context.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { DEFAULT_MINUTES } from "../../shell/use-open-alerts.ts";
import { useOverview } from "../../shell/use-overview.ts";
import { Kept } from "../../ui/kept.tsx";
import { NextTask } from "../../ui/next-task.tsx";
import { ErrorMessage, Panel } from "../../ui/panel.tsx";
import { isProducerStopped, producerLook } from "../../ui/service-state.ts";
import { useStandingError } from "../../ui/use-standing-error.ts";
import { Countries } from "./countries.tsx";
import { type View, viewOfHistory, viewOfMinutes } from "./course.ts";
import { ExportChart } from "./export-chart.tsx";
import type { Overview } from "./figure-links.ts";
import { FigureStrip } from "./figure-strip.tsx";
import { NewestAlerts } from "./newest-alerts.tsx";
import classes from "./overview.module.css";
import { DEFAULT_RANGE, isSameWindow, type LongRangeKey, overviewSearchSchema, RANGE_KEYS, RANGES, type RangeKey } from "./ranges.ts";
import { Stages } from "./stages.tsx";
import { useHistory } from "./use-history.ts";
import { useStuck } from "./use-stuck.ts";
import { splitWindows } from "./window-figures.ts";
import { WorstGroups } from "./worst-groups.tsx";

const OrdersSalesChart = lazyComponent(() => import("./orders-sales-chart.tsx").then((module) => memo(module.OrdersSalesChart)), {
	pending: <Skeleton m={12} flex={1} width="auto" />,
});

const WINDOWS = RANGE_KEYS.map((key) => ({ value: key, label: RANGES[key].label }));

export function OverviewScreen() {
	const { range = DEFAULT_RANGE } = useSearch({ from: "/" });
	const navigate = useNavigate({ from: "/" });
	const choose = (value: string | null) => {
		const { range: chosen = DEFAULT_RANGE } = overviewSearchSchema.parse({ range: value ?? undefined });
		void navigate({ search: chosen === DEFAULT_RANGE ? {} : { range: chosen }, replace: true });
	};
	return (
		<>
			<PageHead title="Overview">
				<StoppedProducer />
				<span className="grow" />
				<span className="xs t3">compared with the {RANGES[range].words} before</span>
				<Select
					w={136}
					aria-label="Window"
					value={range}
					onChange={choose}
					data={WINDOWS}
					allowDeselect={false}
					leftSection={<IconClock size={14} />}
				/>
			</PageHead>
			{range === DEFAULT_RANGE ? <Minutes /> : <LongRange key={range} name={range} />}
		</>
	);
}

/** What explains that no orders arrive. */
function StoppedProducer() {
	const services = useLive((state) => state.services);
	if (services === undefined || !isProducerStopped(services)) return null;
	const look = producerLook({ running: false });
	return (
		<Link to="/services" className="sm row t2">
			<look.icon size={14} stroke={2} aria-hidden className={look.tone} />
			Producer {look.word.toLowerCase()}
		</Link>
	);
}

function Minutes() {
	const query = useOverview(DEFAULT_MINUTES);
	const { data } = query;
	const view = useMemo(() => (data === undefined ? undefined : minutesView(data)), [data]);
	if (data === undefined || view === undefined) return <Unread query={query} />;
	return (
		<Kept isStale={query.isError}>
			<Figures overview={data} view={view} readAt={epochOf(data.at)} name={DEFAULT_RANGE} timeZone="UTC" />
		</Kept>
	);
}

function minutesView({ at, minutes, window_minutes, totals }: Overview): View {
	const { now, before } = splitWindows(minutes, { window: window_minutes, currency: totals.currency });
	return viewOfMinutes(now, before, epochOf(at));
}

/** The window is that of the history; what waits and what is open is that of now. */
function LongRange({ name }: { name: LongRangeKey }) {
	const range = RANGES[name];
	const history = useHistory(range);
	const since = history.data?.buckets.at(-range.count);
	const overview = useOverview(DEFAULT_MINUTES, since);
	const view = useMemo(() => (history.data === undefined ? undefined : viewOfHistory(history.data, range.count)), [history.data, range]);
	if (history.data === undefined || view === undefined) return <Unread query={history} />;
	// While another window is read, the figures of the last one would lead to lists of other orders.
	if (overview.data === undefined || !isSameWindow(range, overview.data.window_from, since)) return <Unread query={overview} />;
	const { at, time_zone } = history.data;
	return (
		<Kept isStale={history.isError || overview.isError}>
			<Figures overview={overview.data} view={view} readAt={epochOf(at)} name={name} timeZone={time_zone} />
		</Kept>
	);
}

/** Why there are no figures yet. */
function Unread({ query }: { query: Parameters<typeof useStandingError>[0] & { refetch(): Promise<unknown> } }) {
	const error = useStandingError(query);
	if (error === undefined) return <Loading />;
	return (
		<Panel title="Overview">
			<ErrorMessage what="The figures" error={error} onRetry={() => void query.refetch()} />
		</Panel>
	);
}

interface FiguresProps {
	readonly overview: Overview;
	readonly view: View;
	/** When the window was read, ms since the epoch. */
	readonly readAt: number;
	readonly name: RangeKey;
	readonly timeZone: string;
}

function Figures({ overview, view, readAt, name, timeZone }: FiguresProps) {
	const { now, course } = view;
	const { words, bucket, readMs } = RANGES[name];
	const actions = useMarkedActions({ from: course.now[0]?.at ?? 0, readMs });
	const stuck = useStuck();
	const note = (
		<span className="t2 xs row" style={{ marginLeft: "auto" }}>
			{course.now.some(({ partial }) => partial) && <Legend dashes="2 3" color="accent" words="incomplete" />}
			<Legend dashes="3 3" color="text-3" words={`${words} before`} />
			<ExportChart course={course} currency={now.sales.currency} range={name} />
		</span>
	);
	return (
		<div className={classes.page}>
			<FigureStrip overview={overview} readAt={readAt} view={view} stuck={stuck} />
			<Panel
				title="Orders and sales"
				note={bucket === "day" ? `per day · ${timeZone}` : `per ${bucket}`}
				more={note}
				className={classes.course}
			>
				<OrdersSalesChart
					orders={countText(now.orders, now.atLeast)}
					sales={now.sales}
					course={course}
					actions={actions}
					bucket={bucket}
					timeZone={timeZone}
				/>
			</Panel>
			<NextTask pending={<LowerLoading />}>
				<Countries overview={overview} now={now} />
				<Stages overview={overview} stuck={stuck.count} words={words} />
				<NextTask pending={<TablesLoading />}>
					<div className={classes.low}>
						<WorstGroups />
						<NewestAlerts />
					</div>
				</NextTask>
			</NextTask>
		</div>
	);
}

function Legend({ dashes, color, words }: { dashes: string; color: "accent" | "text-3"; words: string }) {
	return (
		<>
			<svg width="18" height="2" aria-hidden="true">
				<path d="M0 1H18" stroke={`var(--od-${color})`} strokeDasharray={dashes} />
			</svg>
			{words}
		</>
	);
}

function Loading() {
	return (
		<div className={classes.page} aria-busy="true">
			<Skeleton height={78} className={classes.strip} />
			<Skeleton />
			<LowerLoading />
		</div>
	);
}

/** Beside the chart and below it. */
function LowerLoading() {
	return (
		<>
			<Skeleton />
			<Skeleton height={116} className={classes.full} />
			<TablesLoading />
		</>
	);
}

function TablesLoading() {
	return <Skeleton height={216} className={classes.full} />;
}
