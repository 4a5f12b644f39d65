import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { frame, NOON } from "../testing/order-fixture.ts";
import { connectionWords, knownUntil, retryDelay } from "./connection.ts";
import { createDaemonClock } from "./daemon-clock.ts";
import { followLine } from "./follow-line.ts";
import { type OpenStream, openLiveLine, type StreamHandlers } from "./live-line.ts";
import { connectionOf, createLiveStore } from "./live-store.ts";

function line() {
	const store = createLiveStore(NOON);
	const streams: { from: string | undefined; handlers: StreamHandlers; closed: boolean }[] = [];
	const open: OpenStream = (from, handlers) => {
		const stream = { from, handlers, closed: false };
		streams.push(stream);
		return () => {
			stream.closed = true;
			handlers.onLost();
		};
	};
	const opened = openLiveLine(
		open,
		followLine(
			store,
			createDaemonClock(() => Date.now()),
		),
	);
	const last = () => {
		const stream = streams.at(-1);
		if (stream === undefined) throw new Error("no stream was opened");
		return stream;
	};
	return { store, streams, line: opened, last, connection: () => connectionOf(store.getState()) };
}

describe("the live line", () => {
	beforeEach(() => void vi.useFakeTimers({ now: NOON }));
	afterEach(() => void vi.useRealTimers());

	it("resumes after the last frame it has seen", () => {
		const { last, streams } = line();
		last().handlers.onOpen();
		last().handlers.onFrame("41", frame());
		last().handlers.onFrame("42", frame());
		last().handlers.onLost();
		vi.advanceTimersByTime(1_000);
		expect(streams.map((stream) => stream.from)).toEqual([undefined, "42"]);
	});

	it("counts its tries, waits longer each time, and starts from scratch once it is back", () => {
		const { last, connection } = line();
		last().handlers.onOpen();
		last().handlers.onLost();
		expect(connection()).toMatchObject({ state: "lost", tries: 0 });
		for (const tries of [1, 2, 3]) {
			vi.advanceTimersByTime(retryDelay(tries - 1));
			expect(connection()).toMatchObject({ state: "lost", tries, nextTryAt: undefined });
			last().handlers.onLost();
		}
		expect(connection().nextTryAt).toBe(Date.now() + retryDelay(3));
		vi.advanceTimersByTime(retryDelay(3));
		last().handlers.onOpen();
		expect(connection()).toMatchObject({ state: "live", tries: 0 });
	});

	it("times out a try that gets no response", () => {
		const { streams } = line();
		vi.advanceTimersByTime(10_000 + retryDelay(0));
		expect(streams.map((stream) => stream.closed)).toEqual([true, false]);
	});

	it("tries immediately when requested, and leaves an open stream alone", () => {
		const { line: opened, last, streams } = line();
		last().handlers.onOpen();
		opened.tryNow();
		expect(streams.length).toBe(1);
		last().handlers.onLost();
		opened.tryNow();
		expect(streams.length).toBe(2);
	});

	it("shows how old an old frame is, though it has just arrived", () => {
		const { last, connection } = line();
		last().handlers.onOpen();
		last().handlers.onFrame("1", frame({ at: new Date(NOON).toISOString() }));
		vi.advanceTimersByTime(5_000);
		last().handlers.onFrame("2", frame({ at: new Date(NOON + 2_000).toISOString() }));
		expect(connectionWords(connection(), Date.now()).words.replaceAll("\u202f", " ")).toBe("live · 3.0 s");
	});

	it("hears nothing more from a stream that it has left, nor after it is closed", () => {
		const { line: opened, streams, last, store } = line();
		last().handlers.onOpen();
		last().handlers.onLost();
		vi.advanceTimersByTime(retryDelay(0));
		streams[0]?.handlers.onFrame("99", frame({ reset: true }));
		expect(store.getState().resets).toBe(0);
		opened.close();
		vi.advanceTimersByTime(60_000);
		expect(streams.length).toBe(2);
	});
});

describe("the words of a connection", () => {
	const base = { lastFrameAt: NOON, lostSince: NOON, tries: 3, nextTryAt: undefined };
	it.each([
		["live", 400, "live · 0.4 s"],
		["live", 12_000, "stale · 12 s"],
		["lost", 4_000, "reconnecting · try 3"],
		["lost", 12_000, "stale · 12 s"],
		["lost", 250_000, "offline · 4 m"],
	] as const)("%s for %d ms: %s", (state, ms, words) => {
		expect(connectionWords({ ...base, state }, NOON + ms).words.replaceAll("\u202f", " ")).toBe(words);
	});
});

describe("what is known", () => {
	const base = { lastFrameAt: NOON, lostSince: NOON, tries: 0, nextTryAt: undefined };
	it.each([
		["live", 400, 400],
		["live", 12_000, 0],
		["lost", 4_000, 0],
	] as const)("%s, %d ms after the last frame, reaches %d ms past it", (state, ms, reach) => {
		expect(knownUntil({ ...base, state }, NOON + ms)).toBe(NOON + reach);
	});

	it("is all up to now before the first frame", () => {
		expect(knownUntil({ ...base, lastFrameAt: undefined, state: "connecting" }, NOON)).toBe(NOON);
	});
});
