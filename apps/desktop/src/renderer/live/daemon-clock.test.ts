import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDaemonClock } from "./daemon-clock.ts";

const MINUTE = 60_000;

/** A machine whose clock is `behind` the daemon's; both run on `pass`. */
function machines(behind: number) {
	let time = Date.UTC(2026, 0, 15, 12);
	let offset = behind;
	const clock = createDaemonClock(() => time - offset);
	return {
		clock,
		pass(ms: number) {
			time += ms;
		},
		local: () => time - offset,
		daemon: () => time,
		set(ms: number) {
			offset = ms;
		},
		error: () => Math.abs(clock.now() - time),
	};
}

describe("the daemon's clock", () => {
	it("is this machine's until the daemon has responded", () => {
		const world = machines(10 * MINUTE);
		expect(world.clock.now()).toBe(world.local());
	});

	it("is known from a frame alone as well as the frame was quick", () => {
		const world = machines(-10 * MINUTE);
		const at = world.daemon();
		world.pass(40);
		world.clock.observe(at);
		expect(world.error()).toBe(40);
	});

	it("is never off by more than half the quickest round trip, and half of the resolution of a response", () => {
		const ms = fc.integer({ min: 0, max: 4_000 });
		const skew = fc.integer({ min: -60 * MINUTE, max: 60 * MINUTE });
		const responses = fc.array(fc.record({ there: ms, back: ms, pause: ms }), { minLength: 1, maxLength: 30 });
		fc.assert(
			fc.property(skew, responses, (behind, all) => {
				const world = machines(behind);
				for (const { there, back, pause } of all) {
					const sent = world.local();
					world.pass(there);
					const at = Math.floor(world.daemon() / 1_000) * 1_000;
					world.pass(back);
					world.clock.observe(at, { sent, within: 1_000 });
					world.pass(pause);
				}
				const quickest = Math.min(...all.map(({ there, back }) => there + back));
				expect(world.error()).toBeLessThanOrEqual((quickest + 1_000) / 2 + 0.5);
			}),
		);
	});

	it("is found again after this machine's clock was set", () => {
		for (const set of [10 * MINUTE, -10 * MINUTE]) {
			const world = machines(0);
			const request = () => {
				const sent = world.local();
				world.pass(20);
				const at = world.daemon();
				world.pass(20);
				world.clock.observe(at, { sent, within: 0 });
			};
			request();
			world.set(set);
			request();
			expect(world.error()).toBeLessThanOrEqual(20);
		}
	});

	it("ignores a response without a time", () => {
		const world = machines(0);
		world.clock.observe(Number.NaN);
		expect(world.clock.now()).toBe(world.local());
	});
});
