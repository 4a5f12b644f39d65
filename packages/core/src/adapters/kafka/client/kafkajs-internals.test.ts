// @ts-expect-error: without types
import RequestQueue from "kafkajs/src/network/requestQueue/index.js";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { restIdleConnections } from "./kafkajs-internals.ts";

interface Queue {
	push(request: { entry: object; expectResponse: boolean; sendRequest: () => void }): void;
	fulfillRequest(answer: { correlationId: number; payload: Buffer; size: number }): void;
	maybeThrottle(ms: number): void;
}

function queue(): Queue {
	const logger = { debug: () => undefined, warn: () => undefined };
	return new RequestQueue({ requestTimeout: 30_000, enforceRequestTimeout: false, clientId: "test", broker: "b1:9092", logger }) as Queue;
}

/** Sent at once unless throttled. */
function request(on: Queue, correlationId: number) {
	const sendRequest = vi.fn();
	on.push({ entry: { correlationId, resolve: () => undefined, reject: () => undefined }, expectResponse: true, sendRequest });
	return sendRequest;
}

beforeEach(() => {
	vi.useFakeTimers();
	restIdleConnections();
});
afterEach(() => void vi.useRealTimers());

describe("a connection whose requests are answered", () => {
	it("sets no timers (kafkajs #1704: it looked every millisecond)", () => {
		const subject = queue();
		request(subject, 1);
		subject.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
		expect(vi.getTimerCount()).toBe(0);
	});

	it("sends what waited for the end of a throttling, and rests again", () => {
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
