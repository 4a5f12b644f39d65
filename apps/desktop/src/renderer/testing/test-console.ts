/** A console for the tests of one file: responses that a test does not name are plausible, and requests are kept. */

import { cleanup } from "@testing-library/react";
import { afterEach, vi } from "vitest";
import { CONSOLE_VERSION } from "../shell/console-version.ts";
import { type ConsoleOptions, fakeFetch, type Responses, renderConsole, type Seen } from "./fake-api.tsx";
import { group, service } from "./order-fixture.ts";

const none = { orders: 0, amount: 0, currency: "USD", by_currency: {} };
const actions = { "orders.cancel": "operator", "lag.setObjective": "admin" };
const actorOf = (role: string) => () => ({ actor: { name: "ann", role }, actions, auth_required: false, version: CONSOLE_VERSION });

const RESPONSES: Responses = {
	session: actorOf("operator"),
	"analytics.overview": () => ({
		at: new Date().toISOString(),
		window_minutes: 30,
		window_from: "2026-01-01T00:00:00.000Z",
		window_to: "2026-01-01T00:29:59.999Z",
		totals: { total_sales: 0, currency: "USD", order_count: 0, by_currency: {}, by_country: {}, events: {}, cancelled: {} },
		minutes: [],
		open_alerts: 7,
		claimed_alerts: 0,
		open_alerts_amount: 2_800,
		open_alerts_currency: "USD",
		open_alerts_by_currency: { USD: 2_800 },
		waiting: { payment: none, inventory: none, shipping: none, delivery: none },
		created: { by_status: {}, by_cause: {}, at_least: false },
	}),
	"lag.list": () => ({ groups: [group("payments-group", { status: "STALLED" }), group("fraud-group")] }),
	"lag.history": () => ({}),
	"lag.groupHistory": () => ({
		group: "payments-group",
		start: 0,
		step_ms: 5_000,
		late: [],
		lag: [],
		status: [],
		rebalancing: [],
		partitions: [],
	}),
	"services.status": () => ({ services: [service("producer"), service("fraud")] }),
	"services.producer": () => ({ running: true, rate: 2, produced: 1_234, topic: "orders" }),
	"jobs.list": () => ({ jobs: [], nextCursor: null }),
	"orders.counts": (input) => ({ counts: (input as { views: unknown[] }).views.map(() => ({ orders: 0, at_least: false, money: null })) }),
	"orders.list": () => ({ orders: [], nextCursor: null }),
	"deadLetters.summary": () => ({
		groups: [],
		states: { WAITING: 0, REDRIVING: 0, SUCCEEDED: 0, FAILED_AGAIN: 0, DISCARDED: 0 },
		oldest_waiting: null,
	}),
	"deadLetters.arrivals": () => ({ from: "2026-01-01T00:00:00.000Z", reasons: [] }),
	"audit.list": () => ({ records: [], nextCursor: null }),
	"rules.list": () => ({ rules: [], in_force_ms: 2_000 }),
	"inventory.list": () => ({ products: [], stock: null }),
	"access.recordSignIn": () => ({ recorded_at: "2026-01-01T00:00:00.000Z" }),
	"access.recordExport": () => ({ recorded_at: "2026-01-01T00:00:00.000Z" }),
};

export function createTestConsole() {
	let seen: Seen[] = [];
	afterEach(() => {
		cleanup();
		vi.unstubAllGlobals();
		window.localStorage.clear();
	});
	return {
		viewer: actorOf("viewer"),
		open(hash: string, responses: Responses = {}, parts: Omit<ConsoleOptions, "url"> = {}) {
			seen = [];
			vi.stubGlobal("fetch", fakeFetch({ ...RESPONSES, ...responses }, seen));
			return renderConsole(hash, parts);
		},
		/** The inputs of all calls of a procedure, oldest first. */
		inputsOf: (path: string) => seen.filter((call) => call.path === path).map(({ input }) => input),
		/** The input of the last call of a procedure; undefined when there was none. */
		inputOf: (path: string) => seen.findLast((call) => call.path === path)?.input,
	};
}
