/** From the API's acceptance of an order to its frame at a connected client, behind nginx whose buffering is on, at 100 orders a second. */
import type { AppRouter } from "@orderdeck/contracts/router";
import { createTRPCClient, httpSubscriptionLink } from "@trpc/client";
import { EventSource } from "eventsource";
import { z } from "zod";
import { startDaemon, temporaryDir, until } from "../test/daemon.ts";
import { NO_NGINX, startNginx } from "../test/nginx.ts";
import type { Bench } from "./bench.ts";
import { quantile, type Row } from "./table.ts";

const RATE = 100;
const SECONDS = 10;
const BODY = JSON.stringify({ customerId: 1, items: [{ productId: "PROD-008", price: 19.99, quantity: 1 }] });
const orderSchema = z.object({ order_id: z.number() });

export const nginx: Bench = { rows };

async function rows(): Promise<readonly Row[]> {
	if (NO_NGINX !== undefined) {
		console.error(`SKIPPED nginx: ${NO_NGINX}`);
		return [];
	}
	await using dir = await temporaryDir();
	await using daemon = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: "0" });
	await using proxy = await startNginx(daemon.url);
	const direct = await frameMs(daemon.url);
	const behind = await frameMs(proxy.url);
	return [
		{
			id: "nginx-frames-p99",
			what: `order accepted by the API → frame at a connected client, both through nginx, ${RATE} orders/s, p99`,
			value: behind,
			unit: "ms",
			floors: [{ value: direct, what: "without nginx", ratio: "times" }],
			bar: "≤ 300 ms",
			met: behind <= 300,
		},
	];
}

/** p99 of the time from the response that accepts an order to the first frame that has it. */
async function frameMs(url: string): Promise<number> {
	const seen = new Map<number, number>();
	const client = createTRPCClient<AppRouter>({ links: [httpSubscriptionLink({ url: `${url}/trpc`, EventSource })] });
	const opened = Promise.withResolvers<void>();
	const subscription = client.live.subscribe(
		{},
		{
			onStarted: () => opened.resolve(),
			onData: ({ data }) => {
				const at = performance.now();
				for (const { order_id } of data.orders) if (!seen.has(Number(order_id))) seen.set(Number(order_id), at);
			},
		},
	);
	await opened.promise;

	const accepted = new Map<number, number>();
	const create = async () => {
		const response = await fetch(`${url}/api/orders`, { method: "POST", headers: { "content-type": "application/json" }, body: BODY });
		const { order_id } = orderSchema.parse(await response.json());
		accepted.set(order_id, performance.now());
	};
	const calls: Promise<void>[] = [];
	const from = performance.now();
	for (let sent = 0; sent < RATE * SECONDS; sent += 1) {
		await new Promise((resolve) => setTimeout(resolve, Math.max(0, from + (sent * 1_000) / RATE - performance.now())));
		calls.push(create());
	}
	await Promise.all(calls);
	// What is not in a frame by then counts as never seen.
	await until("every order has been in a frame", async () => [...accepted.keys()].every((id) => seen.has(id)), 5_000).catch(
		() => undefined,
	);
	subscription.unsubscribe();
	return quantile(
		[...accepted].map(([id, at]) => Math.max(0, (seen.get(id) ?? Number.POSITIVE_INFINITY) - at)),
		0.99,
	);
}
