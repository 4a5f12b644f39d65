// @ts-expect-error: without types
import RequestQueue from "kafkajs/src/network/requestQueue/index.js";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stopIdlePolling } from "./kafkajs-internals.ts";

interface Queue {
	push(request: { entry: object; expectResponse: boolean; sendRequest: () => void }): void;
	fulfillRequest(answer: { correlationId: number; payload: Buffer; size: number }): void;
	maybeThrottle(ms: number): void;
}

function queue(): Queue {
	const logger = { debug: () => undefined, warn: () => undefined };
	return new RequestQueue({ requestTimeout: 30_000, enforceRequestTimeout: false, clientId: "test", broker: "b1:9092", logger }) as Queue;
}

/** Sent immediately unless throttled. */
function request(on: Queue, correlationId: number) {
	const sendRequest = vi.fn();
	on.push({ entry: { correlationId, resolve: () => undefined, reject: () => undefined }, expectResponse: true, sendRequest });
	return sendRequest;
}

beforeEach(() => {
	vi.useFakeTimers();
	stopIdlePolling();
});
afterEach(() => void vi.useRealTimers());

describe("a connection without requests in flight", () => {
	it("sets no timers (kafkajs #1704: it checked every millisecond)", () => {
		const subject = queue();
		request(subject, 1);
		subject.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
		expect(vi.getTimerCount()).toBe(0);
	});

	it("sends a request after the throttling that delayed it, and sets no timers afterwards", () => {
		const subject = queue();
		subject.maybeThrottle(500);
		const sent = request(subject, 1);
		vi.advanceTimersByTime(499);
		expect(sent).not.toHaveBeenCalled();
		vi.advanceTimersByTime(20);
		expect(sent).toHaveBeenCalledTimes(1);
		subject.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
		expect(vi.getTimerCount()).toBe(0);
	});
});
