/** All that is live, folded from frames into one bounded state outside React. */

import type { StockStatus } from "@orderdeck/contracts/inventory/entities";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { LiveFrame } from "@orderdeck/contracts/live";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { epochOf } from "../format/time.ts";
import { createCoalescer } from "./coalesce.ts";
import type { Connection, LineState } from "./connection.ts";
import { foldLag, type LagHistory, seedLag } from "./lag-history.ts";

/** Twenty renders a second are as many as an eye can use. */
const RENDER_MS = 50;
/**
 * Orders kept by id, newest change last, for what shows an order outside its list: the panel and the alerts' statuses. A feed cannot give
 * them: it holds the orders of one list. Both hold the frame's own objects. Older orders are read from the daemon when they are opened.
 */
export const ORDERS_KEPT = 2_000;
const RATES_KEPT = 120;

export interface LiveState {
	/** Apart from `lastFrameAt`, which changes with each frame: what shows whether the line is open need not render as often. */
	readonly line: LineState;
	/** When the last frame came, ms since the epoch; undefined before the first. */
	readonly lastFrameAt: number | undefined;
	readonly lag: readonly GroupLag[] | undefined;
	readonly lagAt: number | undefined;
	readonly history: LagHistory;
	readonly services: readonly ServiceStatus[] | undefined;
	readonly stock: StockStatus | undefined;
	readonly figures:
		| { readonly at: number; readonly perSecond: number; readonly orderCount: number; readonly totalSales: number }
		| undefined;
	/** Orders per second of the last frames, one a second, oldest first. */
	readonly rates: readonly number[];
	/** Counts how often missed changes were not published: lists must be read again. */
	readonly resets: number;
	/** Counts how often the stream was lost and opened again. A render may have seen neither: a busy page takes in both before it renders. */
	readonly reconnections: number;
}

/** Gets each frame as it comes, before renders are coalesced. */
export type FrameListener = (frame: LiveFrame) => void;

export interface LiveStore {
	getState(): LiveState;
	subscribe(listener: () => void): () => void;
	onFrame(listener: FrameListener): () => void;
	/** The newest state of an order that changed lately. */
	order(id: string): OrderView | undefined;
	/** Takes a frame in, with the state as of `now`, ms since the epoch by the daemon's clock. */
	fold(frame: LiveFrame, now: number): void;
	setLine(line: LineState): void;
	seedHistory(remembered: Parameters<typeof seedLag>[1]): void;
	seedLag(groups: readonly GroupLag[]): void;
}

export function connectionOf({ line, lastFrameAt }: LiveState): Connection {
	return { ...line, lastFrameAt };
}

/** Puts `orders` last in `kept`, and drops the first ones beyond `limit`. */
export function keepNewest(kept: Map<string, OrderView>, orders: readonly OrderView[], limit: number): void {
	for (const order of orders) {
		const id = String(order.order_id);
		kept.delete(id);
		kept.set(id, order);
	}
	for (const id of kept.keys()) {
		if (kept.size <= limit) break;
		kept.delete(id);
	}
}

function sampledAt(groups: readonly GroupLag[]): number | undefined {
	return groups.length === 0 ? undefined : Math.max(...groups.map((group) => epochOf(group.sampled_at)));
}

function withRate(state: LiveState, perSecond: number, now: number): readonly number[] {
	const sameSecond = state.figures !== undefined && Math.floor(state.figures.at / 1000) === Math.floor(now / 1000);
	return sameSecond ? state.rates : [...state.rates.slice(1 - RATES_KEPT), perSecond];
}

export function createLiveStore(startedAt: number): LiveStore {
	let state: LiveState = {
		line: { state: "connecting", lostSince: startedAt, tries: 0, nextTryAt: undefined },
		lastFrameAt: undefined,
		lag: undefined,
		lagAt: undefined,
		history: new Map(),
		services: undefined,
		stock: undefined,
		figures: undefined,
		rates: [],
		resets: 0,
		reconnections: 0,
	};
	const orders = new Map<string, OrderView>();
	const listeners = new Set<() => void>();
	const frameListeners = new Set<FrameListener>();
	const renders = createCoalescer(() => {
		for (const listener of listeners) listener();
	}, RENDER_MS);

	const update = (change: Partial<LiveState>) => {
		state = { ...state, ...change };
		renders.request();
	};

	return {
		getState: () => state,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		onFrame(listener) {
			frameListeners.add(listener);
			return () => frameListeners.delete(listener);
		},
		order: (id) => orders.get(id),
		fold(frame, now) {
			keepNewest(orders, frame.orders, ORDERS_KEPT);
			update({
				lastFrameAt: now,
				rates: withRate(state, frame.orders_per_second, now),
				figures: { at: now, perSecond: frame.orders_per_second, orderCount: frame.order_count, totalSales: frame.total_sales },
				resets: state.resets + (frame.reset ? 1 : 0),
				...(frame.lag === undefined ? {} : { lag: frame.lag, lagAt: sampledAt(frame.lag), history: foldLag(state.history, frame.lag) }),
				...(frame.services === undefined ? {} : { services: frame.services }),
				...(frame.stock === undefined ? {} : { stock: frame.stock }),
			});
			for (const listener of frameListeners) listener(frame);
		},
		setLine(line) {
			const isBack = state.line.state === "lost" && line.state === "live";
			update({ line, ...(isBack ? { reconnections: state.reconnections + 1 } : {}) });
		},
		seedHistory: (remembered) => update({ history: seedLag(state.history, remembered) }),
		seedLag: (groups) => {
			if (state.lag === undefined) update({ lag: groups, lagAt: sampledAt(groups), history: foldLag(state.history, groups) });
		},
	};
}
