/** One hub for all live readers: one log follower, one state, and a cursor per reader. It reads the log only while there are readers. */
import type { StockStatus } from "@orderdeck/contracts/inventory/entities";
import type { LiveFrame } from "@orderdeck/contracts/live";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { ORDER_EVENT_TOPICS } from "@orderdeck/contracts/topics";
import { createBell } from "@orderdeck/core/async/bell";
import { totalsOf } from "@orderdeck/core/domain/totals";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { DocumentReader } from "@orderdeck/core/ports/documents";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { AnalyticsQueries } from "@orderdeck/core/ports/queries/analytics";
import type { FraudQueries } from "@orderdeck/core/ports/queries/fraud";
import type { DaemonLog } from "../logging.ts";
import { type AlertChanges, createAlertChanges } from "./alert-changes.ts";
import type { LagSampler } from "./lag-sampler.ts";
import { LIVE_LIMITS, type LiveLimits, LiveState, type Tick } from "./live-state.ts";
import { createLiveViews } from "./live-views.ts";
import { createLogFollower } from "./log-follower.ts";
import { createRateMeter } from "./rate-meter.ts";
import type { Services } from "./services.ts";
import type { StockSampler } from "./stock-sampler.ts";

export interface HubDeps {
	readonly log: EventLog;
	readonly store: DocumentReader & Pick<AnalyticsQueries, "aggregates"> & Pick<FraudQueries, "alertsChangedSince">;
	readonly services: Services;
	readonly lag: Pick<LagSampler, "latest">;
	readonly stock: Pick<StockSampler, "latest">;
	readonly clock: Clock;
	readonly daemonLog: Pick<DaemonLog, "liveFailed" | "liveSkipped">;
	readonly baseCurrency: string;
	readonly limits?: LiveLimits;
}

export interface LiveItem {
	readonly id: string;
	readonly frame: LiveFrame;
}

export interface HubSizes {
	readonly readers: number;
	/** True while the hub reads the log. */
	readonly watching: boolean;
	/** States kept for readers that reconnect. */
	readonly orders: number;
	readonly alerts: number;
	readonly ticks: number;
	/** Orders whose events are held. */
	readonly held: number;
}

export interface Hub extends AsyncDisposable {
	/**
	 * Frames until `signal` aborts, at most twenty per second. The first is immediate: what changed after `lastEventId`, or a frame with
	 * `reset`. A slow reader gets the newest state of everything that changed meanwhile, in one frame. Readers at the same place get the same
	 * object, so that it can be serialized once for all.
	 */
	live(lastEventId: string | undefined, signal: AbortSignal): AsyncGenerator<LiveItem, void, undefined>;
	/** The last version of an order published to subscribers; undefined when there is none, or it has expired. May be newer than the stored one. */
	order(id: string): OrderView | undefined;
	/** For metrics and tests: how much is held, and for how many readers. */
	/** An operator has changed an alert by a command of this process: its readers get it with the next frame. */
	alertsChanged(): void;
	sizes(): HubSizes;
}

/** Between the starts of two ticks: an accepted order is in a frame within 80 ms. */
const TICK_MS = 50;
/** Minimum pause between two ticks, however long one took: the thread has other work. */
const REST_MS = 20;
/** Between two reads of totals and services. */
const SLOW_MS = 1_000;
const RECORDS_PER_TICK = 500;
/** How long the hub continues without readers, so that one that reconnects can resume. */
const LINGER_MS = 30_000;

export function createHub(deps: HubDeps): Hub {
	const { clock, limits = LIVE_LIMITS } = deps;
	const state = new LiveState(clock.id(), { at: clock.now(), currency: deps.baseCurrency }, limits);
	const views = createLiveViews(deps);
	const alerts = createAlertChanges(deps);
	const published = createBell();
	let readers = 0;
	let lastSeen = clock.now();
	let running: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;

	const watched = () => readers > 0 || clock.now() - lastSeen < LINGER_MS;

	const run = async (signal: AbortSignal) => {
		const collect = createCollector(deps, { views, alerts }, limits.ordersPerFrame);
		while (!signal.aborted && watched()) {
			const began = clock.now();
			try {
				state.publish(await collect());
				published.ring();
				// A clock that is set back must not become a pause.
				await clock.sleep(Math.max(REST_MS, TICK_MS - Math.max(0, clock.now() - began)), signal);
			} catch (error) {
				deps.daemonLog.liveFailed(error);
				// What was read and could not be published is lost: readers start from scratch.
				views.forget();
				state.discard();
				await clock.sleep(SLOW_MS, signal);
			}
		}
		views.forget();
		state.discard();
		running = undefined;
		if (readers > 0 && !signal.aborted) start();
	};
	const start = () => {
		if (running !== undefined) return;
		const stop = new AbortController();
		running = { stop, done: run(stop.signal) };
	};

	return {
		async *live(lastEventId, signal) {
			readers += 1;
			start();
			try {
				let cursor = lastEventId === undefined ? undefined : state.cursorOf(lastEventId);
				while (!signal.aborted) {
					const item = state.frameAfter(cursor);
					cursor = state.head;
					yield item;
					while (state.head === cursor && !signal.aborted) await published.wait(signal);
				}
			} finally {
				readers -= 1;
				lastSeen = clock.now();
			}
		},
		order: (id) => state.order(id),
		alertsChanged: () => alerts.changed(),
		sizes: () => ({ readers, watching: running !== undefined, ...state.sizes, held: views.size }),
		async [Symbol.asyncDispose]() {
			const last = running;
			last?.stop.abort();
			await last?.done;
			published.ring();
		},
	};
}

/** Returns a function that reads what is new since its previous call. */
function createCollector(
	{ log, store, services, lag, stock, clock, daemonLog, baseCurrency }: HubDeps,
	{ views, alerts }: { readonly views: ReturnType<typeof createLiveViews>; readonly alerts: AlertChanges },
	limit: number,
) {
	const follower = createLogFollower({ log, topics: ORDER_EVENT_TOPICS, maxRecords: RECORDS_PER_TICK });
	const rate = createRateMeter();
	let lagAt: number | undefined;
	let shownStock: StockStatus | undefined;
	let slowAt = Number.NEGATIVE_INFINITY;

	return async (): Promise<Tick> => {
		const { records, skipped, appended } = await follower.read();
		const at = clock.now();
		rate.add(at, appended.get("orders") ?? 0);
		if (skipped > 0) {
			views.forget();
			daemonLog.liveSkipped({ records: skipped });
		}
		const found = await views.changesOf(records, limit);
		// Raised before they are changed.
		const changes = { ...found, alerts: [...found.alerts, ...(await alerts.read())] };
		const sample = lag.latest();
		const freshLag = sample !== undefined && sample.at !== lagAt ? sample.groups : undefined;
		lagAt = sample?.at;
		const status = stock.latest()?.status;
		const freshStock = status === shownStock ? undefined : status;
		shownStock = status;
		const tick = { at, ...changes, omitted: changes.omitted + skipped, lag: freshLag, stock: freshStock };
		if (Math.abs(at - slowAt) < SLOW_MS) return tick;
		slowAt = at;
		const { order_count, total_sales, currency } = totalsOf(await store.aggregates(), baseCurrency);
		const counters = { orders_per_second: rate.perSecond(at), order_count, total_sales, currency };
		return { ...tick, services: await services(), counters };
	};
}
