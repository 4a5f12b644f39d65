/** What readers of the live stream may cost. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { OrderEvent } from "@orderdeck/contracts/events";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { afterEach, describe, expect, it, vi } from "vitest";
import { created } from "../live/live.fixture.ts";
import { addressOf, requestText } from "./raw-request.fixture.ts";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

const sha256 = (token: string) => createHash("sha256").update(token).digest("hex");
const tokens = ["vera", "otto"].map((name) => ({ name, role: "viewer" as const, sha256: sha256(`${name}-token`) }));
const live = (url: string, name: string, signal: AbortSignal) =>
	fetch(`${url}/trpc/live?input=%7B%7D`, { headers: { authorization: `Bearer ${name}-token` }, signal });

/** An order of some kilobytes, so that the system's own buffers are soon full. */
function large(id: string): OrderEvent {
	const event = created(id);
	return event.type === "ORDER_CREATED" ? { ...event, data: { ...event.data, note: "x".repeat(8_000) } } : event;
}

const readersOf = async ({ url }: TestDaemon) =>
	Number(
		/^orderdeck_live_readers (\d+)$/m.exec(
			await (await fetch(`${url}/metrics`, { headers: { authorization: "Bearer vera-token" } })).text(),
		)?.[1],
	);

afterEach(() => {
	vi.restoreAllMocks();
});

describe("live readers", () => {
	it("are limited by name and in all: 503 that states the limit, which is no failure of the daemon; a place is free again when its reader leaves", async () => {
		await using daemon = await startTestDaemon({ tokens, limits: { readers: 3, readersOfActor: 2 } });
		const { url } = daemon;
		const first = new AbortController();
		const others = new AbortController();
		expect((await live(url, "vera", first.signal)).status).toBe(200);
		expect((await live(url, "vera", others.signal)).status).toBe(200);
		const ofOne = await live(url, "vera", others.signal);
		expect([ofOne.status, ofOne.headers.get("retry-after"), await ofOne.json()]).toEqual([
			503,
			"5",
			{ code: "TOO_MANY_READERS", message: expect.stringMatching(/^vera has 2 live streams open/), issues: [] },
		]);
		expect((await live(url, "otto", others.signal)).status).toBe(200);
		const ofAll = await live(url, "otto", others.signal);
		expect([ofAll.status, await ofAll.json()]).toMatchObject([
			503,
			{ code: "TOO_MANY_READERS", message: expect.stringContaining("3 live streams") },
		]);
		const metrics = await (await fetch(`${url}/metrics`, { headers: { authorization: "Bearer vera-token" } })).text();
		expect(metrics).not.toContain('class="5xx"');

		first.abort();
		await expect.poll(async () => (await live(url, "otto", others.signal)).status).toBe(200);
		others.abort();
		await expect.poll(() => readersOf(daemon)).toBe(0);
	});

	it("leave nothing behind, also when they go before the first frame", async () => {
		await using daemon = await startTestDaemon({ tokens });
		const request = requestText("GET", "/trpc/live", ["Authorization: Bearer vera-token"]);
		const sockets = await Promise.all(
			Array.from({ length: 50 }, async () => {
				const socket = connect(addressOf(daemon.url));
				await once(socket, "connect");
				socket.write(request);
				return socket;
			}),
		);
		for (const socket of sockets) socket.destroy();
		await expect.poll(() => readersOf(daemon)).toBe(0);
		const stop = new AbortController();
		for (let n = 0; n < 100; n += 1) expect((await live(daemon.url, "vera", stop.signal)).status).toBe(200);
		stop.abort();
	});

	it("at the same place share one serialized frame", async () => {
		await using daemon = await startTestDaemon({ tokens });
		const stop = new AbortController();
		const streams = await Promise.all(Array.from({ length: 20 }, () => live(daemon.url, "vera", stop.signal)));
		const readers = streams.map(async ({ body }) => {
			let text = "";
			for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
				text += chunk;
				if (text.includes('"order_id":"shared"')) return;
			}
		});
		const stringify = vi.spyOn(JSON, "stringify");
		await daemon.work.apply({ writes: [], records: [encodeEvent(created("shared"))] });
		await Promise.all(readers);
		const serialized = stringify.mock.results.filter(
			({ value }) => String(value).includes('"reset":false') && String(value).includes('"order_id":"shared"'),
		);
		expect(serialized.length).toBeGreaterThan(0);
		// Once, or twice when a reader connected between two ticks was behind the others.
		expect(serialized.length).toBeLessThanOrEqual(2);
		stop.abort();
	});

	it("that never read are held at one frame, and closed", async () => {
		await using daemon = await startTestDaemon({ tokens, limits: { silenceMs: 500 } });
		const sockets: Socket[] = [];
		for (let n = 0; n < 20; n += 1) {
			const socket = connect(addressOf(daemon.url)).pause();
			socket.write(requestText("GET", "/trpc/live", ["Authorization: Bearer vera-token"]));
			sockets.push(socket);
		}
		await expect.poll(() => readersOf(daemon)).toBe(20);
		for (let round = 0; (await readersOf(daemon)) > 0; round += 1) {
			const records = Array.from({ length: 200 }, (_, n) => encodeEvent(large(`${round}-${n}`)));
			await daemon.work.apply({ writes: [], records });
		}
		for (const socket of sockets) socket.destroy();
	});

	it("with an invalid token are limited in rate, as is a scrape; with a valid one neither is", async () => {
		await using daemon = await startTestDaemon({ tokens, limits: { localRequestsPerMinute: 3 } });
		const stop = new AbortController();
		for (const path of ["/metrics", "/trpc/live"]) {
			const statuses: number[] = [];
			for (let n = 0; n < 5; n += 1)
				statuses.push((await fetch(`${daemon.url}${path}`, { headers: { authorization: "Bearer wrong" } })).status);
			expect(statuses.slice(-2), path).toEqual([429, 429]);
			for (let n = 0; n < 5; n += 1) {
				const allowed = await fetch(`${daemon.url}${path}`, { headers: { authorization: "Bearer vera-token" }, signal: stop.signal });
				expect(allowed.status, path).toBe(200);
			}
		}
		stop.abort();
	});

	it("get one frame a second while nothing happens, not one with each tick", async () => {
		await using daemon = await startTestDaemon({ tokens });
		const stop = new AbortController();
		const { body } = await live(daemon.url, "vera", stop.signal);
		const ids: string[] = [];
		let text = "";
		for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
			text += chunk;
			ids.splice(0, ids.length, ...[...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id ?? ""));
			if (ids.length >= 4) break;
		}
		expect(new Set(ids).size).toBe(ids.length);
		stop.abort();
	});
});
