/** The live stream over a real connection, as the console reads it. */

import type { LiveFrame } from "@orderdeck/contracts/live";
import type { AppRouter } from "@orderdeck/contracts/router";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { createTRPCClient, httpSubscriptionLink } from "@trpc/client";
import { EventSource } from "eventsource";
import { describe, expect, it } from "vitest";
import { created } from "../live/live.fixture.ts";
import { startTestDaemon } from "./server.fixture.ts";

interface Stream extends Disposable {
	readonly frames: readonly LiveFrame[];
	readonly lastId: string | undefined;
	/** Resolves when a frame satisfies `wanted`, past ones too. */
	seen(wanted: (frame: LiveFrame) => boolean): Promise<LiveFrame>;
}

function open(url: string, lastEventId?: string): Stream {
	const client = createTRPCClient<AppRouter>({ links: [httpSubscriptionLink({ url: `${url}/trpc`, EventSource })] });
	const frames: LiveFrame[] = [];
	const waiting = new Set<() => void>();
	let lastId = lastEventId;
	const subscription = client.live.subscribe(lastEventId === undefined ? {} : { lastEventId }, {
		onData: ({ id, data }) => {
			lastId = id;
			frames.push(data);
			for (const check of waiting) check();
		},
	});
	return {
		frames,
		get lastId() {
			return lastId;
		},
		seen: (wanted) =>
			new Promise((resolve) => {
				const check = () => {
					const frame = frames.find(wanted);
					if (frame === undefined) return;
					waiting.delete(check);
					resolve(frame);
				};
				waiting.add(check);
				check();
			}),
		[Symbol.dispose]: () => subscription.unsubscribe(),
	};
}
const has = (id: string) => (frame: LiveFrame) => frame.orders.some(({ order_id }) => order_id === id);

describe("the live stream", () => {
	it("reaches a client, and resumes by id after a disconnect: nothing lost, nothing twice", async () => {
		await using daemon = await startTestDaemon();
		const append = (id: string) => daemon.work.apply({ writes: [], records: [encodeEvent(created(id))] });
		let lastId: string | undefined;
		{
			using first = open(daemon.url);
			await first.seen((frame) => !frame.reset);
			await append("1");
			await first.seen(has("1"));
			lastId = first.lastId;
		}
		await append("2");
		using second = open(daemon.url, lastId);
		await second.seen(has("2"));
		expect(second.frames.some(({ reset }) => reset)).toBe(false);
		expect(second.frames.flatMap(({ orders }) => orders.map(({ order_id }) => order_id))).toEqual(["2"]);
	});

	it("reconnects by itself after a restart of the daemon, and is reset", async () => {
		await using daemon = await startTestDaemon();
		using stream = open(daemon.url);
		await stream.seen((frame) => !frame.reset);
		const before = stream.frames.length;
		await daemon.restart();
		await stream.seen((frame) => frame.reset && stream.frames.indexOf(frame) >= before);
		await daemon.work.apply({ writes: [], records: [encodeEvent(created("after"))] });
		await stream.seen(has("after"));
	});
});
