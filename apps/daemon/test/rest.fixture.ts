/** For tests: asking a real daemon over REST. */

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

interface Answer {
	readonly status: number;
	readonly body: unknown;
	readonly text: string;
}
export type Ask = (path: string, init?: RequestInit) => Promise<Answer>;

export function asking(daemon: Daemon, token?: string): Ask {
	return async (path, init = {}) => {
		const headers = { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...init.headers };
		const response = await fetch(`${daemon.url}${path}`, { ...init, headers });
		const text = await response.text();
		return { status: response.status, text, body: text.startsWith("{") ? JSON.parse(text) : undefined };
	};
}

export function posting(body: unknown, headers: Record<string, string> = {}): RequestInit {
	return { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
}

/** Fails unless the answer is this status with a body of this schema. */
export function read<T>(schema: z.ZodType<T>, answer: Answer, status = 200): T {
	expect(answer, answer.text).toMatchObject({ status });
	return schema.parse(answer.body);
}

export async function create(ask: Ask, changes: object = {}, headers: Record<string, string> = {}) {
	return read(orderViewSchema, await ask("/api/orders", posting({ ...ONE_STAND, ...changes }, headers)), 201);
}
export async function get(ask: Ask, id: unknown) {
	return read(orderViewSchema, await ask(`/api/orders/${id}`));
}
export async function reaches(ask: Ask, id: unknown, status: string): Promise<void> {
	await until(`order ${id} is ${status}`, async () => (await get(ask, id)).status === status);
}
export async function all(ask: Ask, query: string) {
	const orders: OrderView[] = [];
	for (let cursor: string | null = ""; cursor !== null; ) {
		const page: z.infer<typeof orderPageSchema> = read(
			orderPageSchema,
			await ask(`/api/orders?${query}${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`),
		);
		orders.push(...page.orders);
		cursor = page.nextCursor;
	}
	return orders;
}
export async function audit(ask: Ask) {
	return read(auditPageSchema, await ask("/api/audit?limit=500")).records;
}

/** No order but the test's own, and nothing that takes its time. */
export const quiet = { PRODUCER_RATE: "0", PAYMENT_LATENCY_MS: "0", PAYMENT_DECLINE_RATE: "0", RESTOCK_DELAY_MS: "0" };
