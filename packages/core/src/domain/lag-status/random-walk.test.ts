import { beforeAll, describe, expect, it } from "vitest";
import { mulberry32, seed } from "../../../test/random.ts";
import { NEW_PARTITION, observe, statusAt } from "./partition.ts";
import { HOUR, T0 } from "./simulation.fixture.ts";

const WALKS = 500;
const FIVE_MINUTES = 300;

/** An age that rises by a second per second at most, falls by any amount, and is reflected at 0 and at a ceiling. */
function walk(random: () => number): () => { readonly age: number; readonly isCommit: boolean } {
	const spread = 0.2 + 4 * random();
	const drift = 0.3 * random();
	const ceiling = 40 + 80 * random();
	let age = ceiling * random();
	return () => {
		const gauss = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
		const step = Math.min(1, drift + spread * gauss);
		age = Math.abs(age + step);
		if (age > ceiling) age = 2 * ceiling - age;
		return { age, isCommit: step < 1 };
	};
}

/** The seconds at which the shown status changed in an hour. */
function changesOf(start: number): number[] {
	const next = walk(mulberry32(start));
	const changes: number[] = [];
	let state = NEW_PARTITION;
	let [committed, shown] = [0, "OK"];
	for (let second = 0; second < HOUR; second += 1) {
		const { age, isCommit } = next();
		if (isCommit) committed += 50;
		const at = T0 + second * 1000;
		const unread = { offset: committed, timestamp: at - age * 1000 };
		const sample = { kind: "known", at, committed, earliest: 0, end: committed + 100, unread, members: "present" } as const;
		state = observe(state, sample, { objectiveSeconds: 30, paused: false });
		const status = statusAt(state, at, false);
		if (status !== shown) changes.push(second);
		shown = status;
	}
	return changes;
}

describe(`the shown status on ${WALKS} random walks of age (seed ${seed})`, () => {
	let all: readonly (readonly number[])[] = [];
	beforeAll(() => {
		all = Array.from({ length: WALKS }, (_, index) => changesOf(seed + index));
	}, 120_000);

	it("changes at most 8 times an hour on average", () => {
		const average = all.reduce((sum, changes) => sum + changes.length, 0) / WALKS;
		// Otherwise the walks would prove nothing.
		expect(average).toBeGreaterThan(1);
		expect(average).toBeLessThanOrEqual(8);
	});

	it("changes at most 5 times in any 5 minutes", () => {
		const within = (changes: readonly number[], from: number) => changes.filter((at) => at >= from && at < from + FIVE_MINUTES).length;
		expect(Math.max(...all.flatMap((changes) => changes.map((from) => within(changes, from))))).toBeLessThanOrEqual(5);
	});
});
