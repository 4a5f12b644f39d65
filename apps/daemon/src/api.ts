/** The API over the ports: reads from log and store, mutations through the pipeline's commands. */
import type { Api } from "@orderdeck/contracts/api-context";
import { AppError, invalidInput } from "@orderdeck/contracts/errors";
import type { LifecycleEntry, OrderEventRecord } from "@orderdeck/contracts/orders/entities";
import { minutesOf, totalsOf } from "@orderdeck/core/domain/aggregates";
import { isWhole } from "@orderdeck/core/domain/order-view";
import { productView } from "@orderdeck/core/domain/stock";
import { whereIs } from "@orderdeck/core/domain/where-is";
import type { Clock } from "@orderdeck/core/ports/clock";
import { BadCursor, StoreError } from "@orderdeck/core/ports/errors";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import { decodeRecord } from "@orderdeck/core/wire/codec";
import type { Hub } from "./live/hub.ts";
import type { LagSampler } from "./live/lag-sampler.ts";
import type { Services } from "./live/services.ts";
import { everyMinute, waitingByStep, windowStart } from "./overview.ts";
import type { Pipeline } from "./pipeline/pipeline.ts";

export interface ApiDeps {
	readonly log: Pick<EventLog, "read">;
	readonly store: Omit<OrderStore, "write">;
	readonly pipeline: Pick<Pipeline, "commands" | "status">;
	readonly clock: Pick<Clock, "now">;
	readonly lag: Pick<LagSampler, "latest" | "history">;
	readonly hub: Pick<Hub, "live" | "order">;
	readonly services: Services;
}

const NEWEST = 10;
const REPLAYS_LISTED = 100;

export function createApi({ log, store, pipeline, clock, lag, hub, services }: ApiDeps): Api {
	const { commands, status } = pipeline;
	const lags = () => lag.latest()?.groups ?? [];

	/** What a reader has been told of live he may open at once, though analytics has yet to write it. */
	const order = async (id: string) => {
		const [read] = await store.get("orders", [id]);
		const stored = read !== undefined && isWhole(read.doc) ? read.doc : undefined;
		const live = hub.order(id);
		return live !== undefined && live.lifecycle.length > (stored?.lifecycle.length ?? 0) ? live : stored;
	};
	const orderStatuses = async (ids: readonly string[]) => {
		const docs = ids.length === 0 ? [] : await store.get("orders", ids);
		return docs.map((read) => (read !== undefined && isWhole(read.doc) ? read.doc.status : null));
	};

	const reads = {
		async listOrders({ limit, cursor, ...filter }) {
			const page = await store.listOrders(filter, { limit, cursor });
			return { orders: [...page.items], nextCursor: page.next ?? null };
		},
		getOrder: order,
		async orderEvents(id) {
			const stored = (await store.orderEvents(id)).map(({ order_id: _order, data, ...event }) => ({ ...event, data: { ...data } }));
			const known = new Set(stored.map((event) => event.event_id));
			const newer = (await order(id))?.lifecycle.filter((entry) => !known.has(entry.event_id)) ?? [];
			const events = [...stored, ...(await Promise.all(newer.map((entry) => eventAt(log, entry)))).flat()];
			return events.length === 0 ? undefined : events.toSorted(byTime);
		},
		async whereIs(id) {
			const view = await order(id);
			if (view === undefined) throw new AppError("NOT_FOUND", `There is no order ${id}.`);
			return whereIs(view, lags());
		},
		getReplay: async (id) => (await store.get("replays", [id]))[0]?.doc,
		listReplays: () => store.listReplays(REPLAYS_LISTED),
		async analytics() {
			try {
				const newest = await store.listOrders({}, { limit: NEWEST });
				return { status: "ok", orders: [...newest.items], ...totalsOf(await store.aggregates()) };
			} catch (cause) {
				// Dashboards poll this one: whatever fails here, they are told to come back, not that the daemon is broken.
				throw unavailable(cause);
			}
		},
		async overview(minutes) {
			const now = clock.now();
			const from = windowStart(now, minutes);
			const totals = totalsOf(await store.aggregates());
			const open = await store.openAlerts();
			return {
				at: new Date(now).toISOString(),
				window_minutes: minutes,
				totals,
				minutes: everyMinute(minutesOf(await store.minutes(from), from), from, 2 * minutes),
				open_alerts: open.count,
				open_alerts_amount: open.amount,
				waiting: waitingByStep(lags(), await store.shipmentsUnderway()),
			};
		},
		async inventory() {
			const products = await store.products();
			return products.map(({ doc }) => productView(doc)).toSorted((a, b) => (a.product_id < b.product_id ? -1 : 1));
		},
		async listAlerts({ limit, cursor, state, order: by }) {
			const page = await store.listAlerts({ state, order: by }, { limit, cursor });
			const statuses = await orderStatuses(page.items.map((alert) => String(alert.order_id)));
			const open = await store.openAlerts();
			return {
				alerts: page.items.map((alert, index) => ({ ...alert, order_status: statuses[index] ?? null })),
				nextCursor: page.next ?? null,
				open: open.count,
				open_amount: open.amount,
			};
		},
		async listAudit(page) {
			const { items, next } = await store.listAudit(page);
			return { records: [...items], nextCursor: next ?? null };
		},
		lag: async () => lags(),
		lagHistory: async () => lag.history(),
		services: async () => [...(await services())],
		producer: async () => status().producer,
	} satisfies Partial<Api>;

	return {
		...guarded(reads),
		...guarded({
			createOrder: (input, { idempotencyKey }, actor) => commands.createOrder(input, idempotencyKey, actor),
			cancelOrder: (input, actor) => commands.cancelOrder(input, actor),
			startReplay: (input, actor) => commands.startReplay(input, actor),
			cancelReplay: (jobId, actor) => commands.cancelReplay(jobId, actor),
			restock: (input, actor) => commands.restock(input, actor),
			setProducer: (input, actor) => commands.setProducer(input, actor),
		} satisfies Partial<Api>),
		live: ({ lastEventId }, signal) => hub.live(lastEventId ?? undefined, signal),
	};
}

type Methods = { readonly [name: string]: (...args: never[]) => Promise<unknown> };

/** The same methods, with the errors of ports said in the API's terms. */
function guarded<M extends Methods>(methods: M): M {
	const entries = Object.entries(methods).map(([name, method]) => [
		name,
		async (...args: never[]) => {
			try {
				return await method(...args);
			} catch (error) {
				throw apiErrorOf(error);
			}
		},
	]);
	// Each method keeps its own arguments and answer; the compiler cannot follow that through entries.
	return Object.fromEntries(entries) as M;
}

/** An event that is in the log and not yet in its order's history; none when retention has taken it. */
async function eventAt(log: Pick<EventLog, "read">, { detail: _detail, ...entry }: LifecycleEntry): Promise<OrderEventRecord[]> {
	const [record] = await log.read(entry, 1);
	const decoded = record?.offset === entry.offset ? decodeRecord(record) : undefined;
	return decoded?.kind === "event" ? [{ ...entry, data: { ...decoded.placed.event.data } }] : [];
}

function byTime(a: OrderEventRecord, b: OrderEventRecord): number {
	if (a.occurred_at !== b.occurred_at) return a.occurred_at < b.occurred_at ? -1 : 1;
	return a.event_id < b.event_id ? -1 : 1;
}

/** What a port's error is to a caller; any other error as it is. */
export function apiErrorOf(error: unknown): unknown {
	if (error instanceof BadCursor) return invalidInput(["cursor"], "must be a nextCursor of this list, with the same filters");
	return error instanceof StoreError ? unavailable(error) : error;
}

function unavailable(cause: unknown): AppError {
	return new AppError("UNAVAILABLE", "The store or the log cannot be reached now; try again in a moment.", { cause });
}
