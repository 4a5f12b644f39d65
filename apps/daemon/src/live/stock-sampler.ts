/** Samples how stock stands on the daemon's own clock. The rules are in domain/stock and domain/out-of-stock. */
import type { ProductView, StockStatus } from "@orderdeck/contracts/inventory/entities";
import { withDeadline } from "@orderdeck/core/async/deadline";
import { MINUTE_MS, MINUTES_KEPT } from "@orderdeck/core/domain/aggregates";
import { checkedOrders, highSince, highSinceStored, stockStatus, windowFrom } from "@orderdeck/core/domain/out-of-stock";
import { productView } from "@orderdeck/core/domain/stock";
import type { Clock } from "@orderdeck/core/ports/clock";
import { StoreError } from "@orderdeck/core/ports/errors";
import type { AnalyticsQueries } from "@orderdeck/core/ports/queries/analytics";
import type { InventoryQueries } from "@orderdeck/core/ports/queries/inventory";
import type { DaemonLog } from "../logging.ts";

export interface StockSnapshot {
	readonly status: StockStatus;
	/** By id; none while they cannot be read. */
	readonly products: readonly ProductView[];
}

export interface StockSampler extends AsyncDisposable {
	/** Samples immediately, then every two seconds until disposed. */
	start(): void;
	/** One sample. While the store is unavailable the last one stands for ten seconds, then all is unknown; the failure is logged. */
	sample(): Promise<void>;
	latest(): StockSnapshot | undefined;
}

export interface StockSamplerDeps {
	readonly store: Pick<AnalyticsQueries, "minutes"> & InventoryQueries;
	readonly clock: Clock;
	readonly daemonLog: Pick<DaemonLog, "stockFailed">;
}

const EVERY_MS = 2_000;
const READ_TIMEOUT_MS = 5_000;
const UNKNOWN_AFTER_MS = 10_000;

export function createStockSampler({ store, clock, daemonLog }: StockSamplerDeps): StockSampler {
	const stop = new AbortController();
	let snapshot: StockSnapshot | undefined;
	/** When the store was last read, ms; undefined before the first time. */
	let readAt: number | undefined;
	let high: number | undefined;
	let running: Promise<void> | undefined;

	const read = async (at: number) => {
		const isFirst = readAt === undefined;
		const minutes = await store.minutes(isFirst ? at - MINUTES_KEPT * MINUTE_MS : windowFrom(at));
		const orders = checkedOrders(minutes, at);
		const products = (await store.products()).map(({ doc }) => productView(doc));
		return { orders, products, high: isFirst ? highSinceStored(minutes, at) : highSince(high, orders, at) };
	};

	const sample = async () => {
		const at = clock.now();
		try {
			const { products, ...known } = await withDeadline(read(at), READ_TIMEOUT_MS, () => {
				throw new StoreError("UNAVAILABLE", `the store did not return stock within ${READ_TIMEOUT_MS} ms`);
			});
			high = known.high;
			readAt = at;
			snapshot = { status: stockStatus(at, { ...known, states: products.map(({ state }) => state) }), products };
		} catch (error) {
			daemonLog.stockFailed(error);
			if (Math.abs(at - (readAt ?? 0)) >= UNKNOWN_AFTER_MS) snapshot = { status: stockStatus(at, undefined), products: [] };
		}
	};

	const run = async () => {
		while (!stop.signal.aborted) {
			await sample();
			await clock.sleep(EVERY_MS, stop.signal);
		}
	};

	return {
		sample,
		latest: () => snapshot,
		start() {
			running ??= run();
		},
		async [Symbol.asyncDispose]() {
			stop.abort();
			await running;
		},
	};
}
