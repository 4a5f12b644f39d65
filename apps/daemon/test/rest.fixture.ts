/** For tests: requests to a real daemon over REST. */

import { auditPageSchema } from "@orderdeck/contracts/audit/requests";
import { type OrderView, orderViewSchema } from "@orderdeck/contracts/orders/entities";
import { orderPageSchema } from "@orderdeck/contracts/orders/requests";
import { expect } from "vitest";
import { z } from "zod";
import { type Daemon, until } from "./daemon.ts";

export const HOUR = "3600000";
export const problemSchema = z.strictObject({
	code: z.string(),
	message: z.string().min(1),
	issues: z.array(z.strictObject({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })),
});
export const ONE_STAND = {
	customerId: 1000,
	customerEmail: "a@example.com",
	items: [{ productId: "PROD-002", name: "Laptop Stand", price: 45.99, quantity: 1 }],
};

interface ApiResponse {
	readonly status: number;
	readonly body: unknown;
	readonly text: string;
}
export type Api = (path: string, init?: RequestInit) => Promise<ApiResponse>;

export function apiOf(daemon: Daemon, token?: string): Api {
	return async (path, init = {}) => {
		const headers = { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...init.headers };
		const response = await fetch(`${daemon.url}${path}`, { ...init, headers });
		const text = await response.text();
		return { status: response.status, text, body: text.startsWith("{") ? JSON.parse(text) : undefined };
	};
}

export function postJson(body: unknown, headers: Record<string, string> = {}): RequestInit {
	return { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
}

/** Parses the body; fails unless the response has this status and the body this schema. */
export function read<T>(schema: z.ZodType<T>, response: ApiResponse, status = 200): T {
	expect(response, response.text).toMatchObject({ status });
	return schema.parse(response.body);
}

export async function create(api: Api, changes: object = {}, headers: Record<string, string> = {}) {
	return read(orderViewSchema, await api("/api/orders", postJson({ ...ONE_STAND, ...changes }, headers)), 201);
}
export async function get(api: Api, id: unknown) {
	return read(orderViewSchema, await api(`/api/orders/${id}`));
}
export async function reaches(api: Api, id: unknown, status: string): Promise<void> {
	await until(`order ${id} is ${status}`, async () => (await get(api, id)).status === status);
}
export async function all(api: Api, query: string) {
	const orders: OrderView[] = [];
	for (let cursor: string | null = ""; cursor !== null; ) {
		const page: z.infer<typeof orderPageSchema> = read(
			orderPageSchema,
			await api(`/api/orders?${query}${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`),
		);
		orders.push(...page.orders);
		cursor = page.nextCursor;
	}
	return orders;
}
export async function audit(api: Api) {
	return read(auditPageSchema, await api("/api/audit?limit=500")).records;
}

/** No orders but the test's own, and no delays. */
export const quiet = { PRODUCER_RATE: "0", PAYMENT_LATENCY_MS: "0", PAYMENT_DECLINE_RATE: "0", RESTOCK_DELAY_MS: "0" };
