/**
 * What live readers may not have received yet, once for all readers: the newest state of each item with the tick that changed it. A
 * reader is a cursor, so a slow one costs nothing, and resuming is the same as being slow.
 */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import type { StockStatus } from "@orderdeck/contracts/inventory/entities";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { LiveFrame } from "@orderdeck/contracts/live";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";

export interface Counters {
	readonly orders_per_second: number;
	readonly order_count: number;
	readonly total_sales: number;
	readonly currency: string;
}

/** What one tick found. Lag, services, stock and counters only when they are new. */
export interface Tick {
	/** Ms since the epoch. */
	readonly at: number;
	readonly orders: readonly OrderView[];
	readonly alerts: readonly FraudAlert[];
	readonly omitted: number;
	readonly lag?: readonly GroupLag[] | undefined;
	readonly services?: readonly ServiceStatus[] | undefined;
	readonly stock?: StockStatus | undefined;
	readonly counters?: Counters | undefined;
}

export interface LiveLimits {
	readonly ordersPerFrame: number;
	readonly ordersKept: number;
	readonly alertsKept: number;
	/** How long a reader may be disconnected and still resume, ms. */
	readonly keptMs: number;
}
export const LIVE_LIMITS: LiveLimits = { ordersPerFrame: 200, ordersKept: 2_000, alertsKept: 500, keptMs: 30_000 };

interface Kept<T> {
	readonly seq: number;
	readonly at: number;
	readonly value: T;
}

/** `seq` numbers ticks; a cursor is the last tick a reader knows. Cursors below `#oldest` have missed changes that are no longer kept. */
export class LiveState {
	readonly #epoch: string;
	readonly #limits: LiveLimits;
	readonly #orders = new Map<string, Kept<OrderView>>();
	readonly #alerts = new Map<string, Kept<FraudAlert>>();
	/** Ticks that left orders out, with how many. */
	readonly #omitted = new Map<string, Kept<number>>();
	#lag: Kept<readonly GroupLag[]> | undefined;
	#services: Kept<readonly ServiceStatus[]> | undefined;
	#stock: Kept<StockStatus> | undefined;
	#counters: Counters;
	/** Frames made since the last tick, by cursor: readers at the same place share one. */
	readonly #frames = new Map<number | undefined, { readonly id: string; readonly frame: LiveFrame }>();
	#seq = 0;
	#oldest = 0;
	#at: number;

	/** `epoch` distinguishes this run's frames from those of an earlier one. */
	constructor(epoch: string, { at, currency }: { readonly at: number; readonly currency: string }, limits: LiveLimits = LIVE_LIMITS) {
		this.#epoch = epoch;
		this.#at = at;
		this.#counters = { orders_per_second: 0, order_count: 0, total_sales: 0, currency };
		this.#limits = limits;
	}

	get head(): number {
		return this.#seq;
	}

	/** How much is kept, for the memory metrics. */
	get sizes(): { readonly orders: number; readonly alerts: number; readonly ticks: number } {
		return { orders: this.#orders.size, alerts: this.#alerts.size, ticks: this.#omitted.size };
	}

	/** The last published state of an order, as long as it is kept. */
	order(id: string): OrderView | undefined {
		return this.#orders.get(id)?.value;
	}

	/** Applies a tick; one without changes is ignored. */
	publish(tick: Tick): void {
		const { orders, alerts, omitted, lag, services, stock, counters, at } = tick;
		const fresh = [lag, services, stock, counters].filter((part) => part !== undefined);
		if (orders.length + alerts.length + omitted + fresh.length === 0) return;
		const seq = ++this.#seq;
		this.#at = at;
		this.#frames.clear();
		for (const value of orders) keep(this.#orders, String(value.order_id), { seq, at, value });
		for (const value of alerts) keep(this.#alerts, value.alert_id, { seq, at, value });
		if (omitted > 0) keep(this.#omitted, String(seq), { seq, at, value: omitted });
		if (lag !== undefined) this.#lag = { seq, at, value: lag };
		if (services !== undefined) this.#services = { seq, at, value: services };
		if (stock !== undefined) this.#stock = { seq, at, value: stock };
		this.#counters = counters ?? this.#counters;
		const until = at - this.#limits.keptMs;
		this.#drop(this.#orders, this.#limits.ordersKept, until);
		this.#drop(this.#alerts, this.#limits.alertsKept, until);
		this.#drop(this.#omitted, Number.POSITIVE_INFINITY, until);
	}

	/** Drops what is kept: every cursor so far has missed something. */
	discard(): void {
		this.#seq += 1;
		this.#oldest = this.#seq;
		this.#frames.clear();
		this.#orders.clear();
		this.#alerts.clear();
		this.#omitted.clear();
	}

	/** The cursor that a frame's id stands for; undefined when it is not an id of this daemon. */
	cursorOf(id: string): number | undefined {
		const [epoch, text] = id.split(":");
		const seq = Number(text);
		return epoch === this.#epoch && Number.isInteger(seq) && seq >= 0 && seq <= this.#seq ? seq : undefined;
	}

	/** All changes after `cursor`, merged; a frame with `reset` when they are no longer kept, or the cursor is undefined. The same object for all. */
	frameAfter(cursor: number | undefined): { readonly id: string; readonly frame: LiveFrame } {
		const place = cursor === undefined || cursor < this.#oldest ? undefined : cursor;
		const known = this.#frames.get(place);
		if (known !== undefined) return known;
		const made = this.#frameSince(place);
		this.#frames.set(place, made);
		return made;
	}

	#frameSince(cursor: number | undefined): { readonly id: string; readonly frame: LiveFrame } {
		const reset = cursor === undefined;
		const since = cursor ?? -1;
		const orders = after(this.#orders, since);
		const shown = orders.slice(-this.#limits.ordersPerFrame);
		const skipped = reset ? 0 : after(this.#omitted, since).reduce((sum, count) => sum + count, 0);
		return {
			id: `${this.#epoch}:${this.#seq}`,
			frame: {
				at: new Date(this.#at).toISOString(),
				reset,
				orders: shown,
				alerts: after(this.#alerts, since),
				...(this.#lag !== undefined && this.#lag.seq > since ? { lag: [...this.#lag.value] } : {}),
				...(this.#services !== undefined && this.#services.seq > since ? { services: [...this.#services.value] } : {}),
				...(this.#stock !== undefined && this.#stock.seq > since ? { stock: this.#stock.value } : {}),
				...this.#counters,
				omitted: reset ? 0 : orders.length - shown.length + skipped,
			},
		};
	}

	#drop(kept: Map<string, Kept<unknown>>, most: number, until: number): void {
		for (const [key, { seq, at }] of kept) {
			if (kept.size <= most && at >= until) return;
			kept.delete(key);
			this.#oldest = Math.max(this.#oldest, seq);
		}
	}
}

/** Moves an existing key to the end: a map is in order of `seq`. */
function keep<T>(kept: Map<string, Kept<T>>, key: string, entry: Kept<T>): void {
	kept.delete(key);
	kept.set(key, entry);
}

function after<T>(kept: ReadonlyMap<string, Kept<T>>, seq: number): T[] {
	return [...kept.values()].flatMap((entry) => (entry.seq > seq ? [entry.value] : []));
}
