import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { frame, NOON } from "../testing/order-fixture.ts";
import type { LineState } from "./connection.ts";
import type { TabMessage, WorkerMessage } from "./line-messages.ts";
import type { LineListener } from "./live-line.ts";
import { openTabLine, SILENT_MS, type TabLineParts } from "./tab-line.ts";

const LIVE: LineState = { state: "live", lostSince: NOON, tries: 0, nextTryAt: undefined };

/** A tab's line to a worker that the test plays. */
function tab(change: Partial<TabLineParts> = {}) {
	const ports: { sent: TabMessage[]; closed: boolean; say: (message: WorkerMessage) => void; failed: () => void }[] = [];
	const heard: unknown[] = [];
	const own: string[] = [];
	const page = new EventTarget();
	const listener: LineListener = { onState: ({ state }) => heard.push(state), onFrame: ({ order_count }) => heard.push(order_count) };
	const line = openTabLine(
		{
			connect(failed) {
				const port = { sent: [] as TabMessage[], closed: false, say: (_message: WorkerMessage) => {}, failed };
				ports.push(port);
				return {
					post: (message) => port.sent.push(message),
					onMessage: (listen) => {
						port.say = listen;
					},
					close: () => {
						port.closed = true;
					},
				};
			},
			openOwn(listen) {
				own.push("opened");
				listen.onState(LIVE);
				return { tryNow: () => own.push("tried"), close: () => own.push("closed") };
			},
			token: "secret",
			page,
			...change,
		},
		listener,
	);
	const port = (at = ports.length - 1) => {
		const found = ports[at];
		if (found === undefined) throw new Error(`no connection ${at} to the worker`);
		return found;
	};
	const kinds = (at?: number) => port(at).sent.map(({ kind }) => kind);
	return { line, page, ports, port, kinds, heard, own };
}

beforeEach(() => void vi.useFakeTimers({ now: NOON }));
afterEach(() => void vi.useRealTimers());

describe("a tab", () => {
	it("joins with its token, and reports each message that it has taken in", () => {
		const { port, heard } = tab();
		port().say({ kind: "state", state: LIVE });
		port().say({ kind: "frame", frame: frame({ order_count: 7 }) });
		expect(port().sent).toEqual([{ kind: "join", token: "secret" }, { kind: "read" }, { kind: "read" }]);
		expect(heard).toEqual(["live", 7]);
	});

	it("starts the worker again when it has been silent, and hears no more of the former one", () => {
		const { ports, port, kinds, heard } = tab();
		for (let n = 0; n < 10; n++) {
			vi.advanceTimersByTime(SILENT_MS - 1);
			port().say({ kind: "state", state: LIVE });
		}
		expect(ports.length).toBe(1);
		vi.advanceTimersByTime(SILENT_MS);
		expect([ports.length, port(0).closed, kinds(0).at(-1), kinds(1)]).toEqual([2, true, "leave", ["join"]]);
		port(0).say({ kind: "frame", frame: frame({ order_count: 99 }) });
		expect(heard).not.toContain(99);
	});

	it("has a line of its own where the worker cannot be loaded, and one only", () => {
		const { line, port, own, heard, ports } = tab();
		port().failed();
		port().failed();
		expect([own, heard]).toEqual([["opened"], ["live"]]);
		vi.advanceTimersByTime(10 * SILENT_MS);
		expect(ports.length).toBe(1);
		line.tryNow();
		line.close();
		expect(own).toEqual(["opened", "tried", "closed"]);
	});

	it("has a line of its own where the browser allows no worker", () => {
		const { own } = tab({
			connect() {
				throw new DOMException("denied", "SecurityError");
			},
		});
		expect(own).toEqual(["opened"]);
	});

	it("leaves when its page goes, and joins when it comes back from the browser's cache", () => {
		const { page, kinds, ports } = tab();
		page.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: false }));
		page.dispatchEvent(new Event("pagehide"));
		vi.advanceTimersByTime(10 * SILENT_MS);
		expect([kinds(), ports.length]).toEqual([["join", "leave"], 1]);
		page.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
		expect([kinds(), ports.length]).toEqual([["join"], 2]);
	});

	it("leaves when it is closed, and starts nothing more", () => {
		const { line, page, kinds, ports, port, own } = tab();
		line.tryNow();
		line.close();
		port().failed();
		page.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
		vi.advanceTimersByTime(10 * SILENT_MS);
		expect([kinds(), port().closed, ports.length, own]).toEqual([["join", "try-now", "leave"], true, 1, []]);
	});
});
