/** The seed of a test run, and a generator of random numbers from it. */

/** What runs without TEST_SEED: the same schedules each time, so that a merge does not depend on chance. */
const FIXED_SEED = 20_260_105;

/** TEST_SEED: a number repeats a run, `random` draws a new one for each file. Tests print the seed in their names. */
export const seed = seedFrom(process.env.TEST_SEED ?? "");

function seedFrom(variable: string): number {
	if (variable === "") return FIXED_SEED;
	if (variable === "random") return Math.floor(Math.random() * 2 ** 31);
	if (/^\d{1,10}$/.test(variable)) return Number(variable);
	throw new Error(`TEST_SEED: got "${variable}"; it needs a whole number, or random`);
}

/** Numbers from 0 up to 1, the same ones for the same start. */
export function mulberry32(start: number): () => number {
	let state = start;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}
