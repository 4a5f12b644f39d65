/**
 * A daemon's HTTP side with a live stream of any rate: lists and the stream are made here, in the daemon's own format; everything else comes
 * from a real daemon. What is measured is the console, not how fast a pipeline on the same machine can be.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { LiveFrame } from "@orderdeck/contracts/live";
import type { LifecycleEntry, OrderView } from "@orderdeck/contracts/orders/entities";
import { type EventType, TOPIC_OF } from "@orderdeck/contracts/topics";

const FRAMES_PER_SECOND = 10;
/** An order's life as the stream reports it: one update an event. */
const LIFE: readonly EventType[] = [
	"ORDER_CREATED",
	"INVENTORY_RESERVED",
	"PAYMENT_PROCESSING",
	"PAYMENT_PROCESSED",
	"SHIPMENT_CREATED",
	"SHIPMENT_DISPATCHED",
	"SHIPMENT_DELIVERED",
];
const STATUS: readonly OrderView["status"][] = ["CREATED", "CREATED", "CREATED", "PAID", "PREPARED", "SHIPPED", "DELIVERED"];
const COUNTRIES = ["US", "CA", "DE", "IN", "GB", "FR", "CN", "BR"];
const KEPT = 5_000;
const LIST_MS = 700;

function entry(id: number, type: EventType, at: string): LifecycleEntry {
	return { event_id: `${id}:${type}`, type, occurred_at: at, topic: TOPIC_OF[type], partition: id % 6, offset: id };
}

function created(id: number, at: string): OrderView {
	const country = COUNTRIES[id % COUNTRIES.length] ?? "US";
	return {
		order_id: id,
		customer_id: 1_000 + (id % 9_000),
		amount: 10 + (id % 490) + 0.99,
		currency: "USD",
		country,
		status: "CREATED",
		created_at: at,
		source: "order-service",
		items: [{ product_id: "PROD-003", name: "USB-C Hub", price: 34.99, quantity: 1 + (id % 3) }],
		processed_at: at,
		kafka_partition: id % 6,
		kafka_offset: id,
		updated_at: at,
		flagged: id % 13 === 0,
		lifecycle: [entry(id, "ORDER_CREATED", at)],
	};
}

/** Orders on their way: each frame some are created and the others go on by one event. */
function createTraffic(updatesPerSecond: number) {
	const orders = new Map<number, OrderView>();
	let next = 1;
	const advance = (order: OrderView, at: string): OrderView => {
		const step = order.lifecycle.length;
		const type = LIFE[step] ?? "SHIPMENT_DELIVERED";
		const lifecycle = [...order.lifecycle, entry(Number(order.order_id), type, at)];
		return { ...order, status: STATUS[step] ?? "DELIVERED", updated_at: at, lifecycle };
	};
	return {
		frame(): readonly OrderView[] {
			const at = new Date().toISOString();
			const wanted = Math.round(updatesPerSecond / FRAMES_PER_SECOND);
			const fresh = Math.ceil(wanted / LIFE.length);
			const changed: OrderView[] = [];
			for (const [id, order] of orders) {
				if (changed.length >= wanted - fresh) break;
				if (order.lifecycle.length >= LIFE.length) continue;
				orders.delete(id);
				const later = advance(order, at);
				orders.set(id, later);
				changed.push(later);
			}
			for (let place = 0; place < fresh; place++) {
				const order = created(next++, at);
				orders.set(Number(order.order_id), order);
				changed.push(order);
			}
			for (const id of orders.keys()) {
				if (orders.size <= KEPT) break;
				orders.delete(id);
			}
			return changed;
		},
		newest: (limit: number) => [...orders.values()].toSorted((a, b) => Number(b.order_id) - Number(a.order_id)).slice(0, limit),
		count: () => next - 1,
	};
}

export interface OrderStream extends AsyncDisposable {
	readonly url: string;
	/** Order updates sent so far. */
	sent(): number;
}

/** `daemon` is the real one's origin. */
export async function createOrderStream(daemon: string, updatesPerSecond: number): Promise<OrderStream> {
	const traffic = createTraffic(updatesPerSecond);
	const streams = new Set<ServerResponse>();
	let sent = 0;
	let frames = 0;
	const timer = setInterval(() => {
		const orders = traffic.frame();
		const frame: LiveFrame = {
			at: new Date().toISOString(),
			reset: frames === 0,
			orders: [...orders],
			alerts: [],
			orders_per_second: updatesPerSecond / LIFE.length,
			order_count: traffic.count(),
			total_sales: traffic.count() * 255,
			currency: "USD",
			omitted: 0,
		};
		sent += orders.length;
		frames += 1;
		const data = JSON.stringify(frame);
		// A reader that does not keep up is not sent more than it reads: the daemon does the same.
		for (const stream of streams) if (!stream.writableNeedDrain) stream.write(`data: ${data}\nid: load:${frames}\n\n`);
	}, 1_000 / FRAMES_PER_SECOND);

	const live = (request: IncomingMessage, response: ServerResponse) => {
		response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform" });
		response.write('event: connected\ndata: {"reconnectAfterInactivityMs":15000}\n\n');
		streams.add(response);
		request.on("close", () => streams.delete(response));
	};
	const pass = async (request: IncomingMessage, response: ServerResponse) => {
		const upstream = await fetch(`${daemon}${request.url ?? "/"}`, { signal: AbortSignal.timeout(10_000) });
		const headers = Object.fromEntries(
			[...upstream.headers].filter(([name]) => !/^(content-encoding|content-length|transfer-encoding|connection)$/.test(name)),
		);
		response.writeHead(upstream.status, headers).end(Buffer.from(await upstream.arrayBuffer()));
	};
	/** One call of a batch: lists of orders from here, everything else from the daemon. */
	const call = async (path: string, input: unknown): Promise<unknown> => {
		// As late as a busy daemon's: it must not move rows that are read by then.
		await sleep(LIST_MS);
		if (path === "orders.list") return { result: { data: { orders: traffic.newest(100), nextCursor: null } } };
		const upstream = await fetch(`${daemon}/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input ?? {}))}`);
		return upstream.json();
	};
	const server = createServer((request, response) => {
		const url = new URL(request.url ?? "/", "http://load.test");
		const paths = url.pathname.startsWith("/trpc/") ? url.pathname.slice(6).split(",") : [];
		const respond = async () => {
			if (paths[0] === "live") return live(request, response);
			if (!paths.includes("orders.list")) return pass(request, response);
			const inputs: Record<string, unknown> = JSON.parse(url.searchParams.get("input") ?? "{}");
			const results = await Promise.all(paths.map((path, place) => call(path, inputs[String(place)])));
			response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(results));
		};
		respond().catch((error: unknown) => response.writeHead(502).end(String(error)));
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port was given");
	return {
		url: `http://127.0.0.1:${address.port}`,
		sent: () => sent,
		async [Symbol.asyncDispose]() {
			clearInterval(timer);
			server.closeAllConnections();
			server.close();
			await once(server, "close");
		},
	};
}
