/** From the API's acceptance of an order to its frame at a connected client, at 500 orders a second. */

import { Agent, request } from "node:http";
import type { AppRouter } from "@orderdeck/contracts/router";
import { createTRPCClient, httpSubscriptionLink } from "@trpc/client";
import { EventSource } from "eventsource";
import { startDaemon, temporaryDir, until } from "../test/daemon.ts";
import type { Bench, Figure } from "./bench.ts";
import { quantile, type Row } from "./table.ts";

const RATE = 500;
const SECONDS = 10;
const BODY = JSON.stringify({ customerId: 1, items: [{ productId: "PROD-008", price: 19.99, quantity: 1 }] });

export const frames: Bench = { rows, rounds: { measure } };

export interface Frames {
	/** p99, in ms: from the response to the frame, and the create call itself. */
	readonly frameMs: number;
	readonly callMs: number;
}

async function measure(): Promise<readonly Figure[]> {
	const { frameMs, callMs } = await ofNewDaemon();
	return [
		{ name: `order accepted → frame, ${RATE} orders/s, p99`, value: frameMs, unit: "ms", better: "lower" },
		{ name: "the create call, p99", value: callMs, unit: "ms", better: "lower" },
	];
}

async function rows(): Promise<readonly Row[]> {
	const { frameMs, callMs } = await ofNewDaemon();
	return [
		{
			id: "frames-p99",
			what: `order accepted by the API → frame at a connected client, ${RATE} orders/s, p99`,
			value: frameMs,
			unit: "ms",
			floors: [{ value: callMs, what: "the create call itself" }],
			bar: "≤ 80 ms",
			met: frameMs <= 80,
		},
	];
}

async function ofNewDaemon(): Promise<Frames> {
	await using dir = await temporaryDir();
	await using daemon = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: "0" });
	return await measureFrames(daemon.url, RATE);
}

/** Creates `rate` orders per second for ten seconds and follows them in the live stream, both at `url`. */
export async function measureFrames(url: string, rate: number): Promise<Frames> {
	const seen = new Map<string, number>();
	const client = createTRPCClient<AppRouter>({ links: [httpSubscriptionLink({ url: `${url}/trpc`, EventSource })] });
	const opened = Promise.withResolvers<void>();
	const subscription = client.live.subscribe(
		{},
		{
			onStarted: () => opened.resolve(),
			onData: ({ data }) => {
				const at = performance.now();
				for (const { order_id } of data.orders) if (!seen.has(String(order_id))) seen.set(String(order_id), at);
			},
		},
	);
	await opened.promise;

	const agent = new Agent({ keepAlive: true, maxSockets: 32 });
	const accepted = new Map<string, number>();
	const responses: number[] = [];
	const calls: Promise<void>[] = [];
	const from = performance.now();
	for (let sent = 0; sent < rate * SECONDS; ) {
		const owed = Math.min(rate * SECONDS, Math.floor(((performance.now() - from) / 1000) * rate)) - sent;
		for (let index = 0; index < owed; index += 1) calls.push(create(url, agent, accepted, responses));
		sent += owed;
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
	await Promise.all(calls);
	// What is not in a frame by then counts as never seen.
	await until("every order has been in a frame", async () => [...accepted.keys()].every((id) => seen.has(id)), 5_000).catch(
		() => undefined,
	);
	subscription.unsubscribe();
	agent.destroy();

	const delays = [...accepted].map(([id, at]) => Math.max(0, (seen.get(id) ?? Number.POSITIVE_INFINITY) - at));
	return { frameMs: quantile(delays, 0.99), callMs: quantile(responses, 0.99) };
}

function create(url: string, agent: Agent, accepted: Map<string, number>, responses: number[]): Promise<void> {
	return new Promise((resolve, reject) => {
		const from = performance.now();
		const call = request(`${url}/api/orders`, { method: "POST", agent, headers: { "content-type": "application/json" } }, (response) => {
			let body = "";
			response.setEncoding("utf8");
			response.on("data", (chunk: string) => (body += chunk));
			response.on("end", () => {
				const at = performance.now();
				if (response.statusCode !== 201) return reject(new Error(`${response.statusCode}: ${body}`));
				responses.push(at - from);
				const order: { order_id: number } = JSON.parse(body);
				accepted.set(String(order.order_id), at);
				resolve();
			});
		});
		call.on("error", reject);
		call.end(BODY);
	});
}
