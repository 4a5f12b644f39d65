/** `npm run bench -- --against <commit>`: this version and the commit take turns. */
import { fileURLToPath } from "node:url";
import type { Bench, Figure } from "../bench.ts";
import type { Checkout } from "./checkout.ts";
import { type Comparison, compared, type Pair } from "./compare.ts";
import { runRound } from "./round-process.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));

export interface AgainstOptions {
	readonly name: string;
	readonly bench: Bench;
	readonly reference: Checkout;
	readonly rounds: number;
}

/** In turn, and each round begins with the other side: the speed of a machine changes by the minute. Throws CannotMeasure. */
export async function measureAgainst({ name, bench, reference, rounds }: AgainstOptions): Promise<readonly Comparison[]> {
	await using shared = await bench.rounds?.prepare?.();
	const sides = {
		subject: { version: "this version", root: ROOT },
		reference: { version: reference.commit.slice(0, 10), root: reference.root },
	} as const;
	const measure = async (side: keyof Pair): Promise<readonly Figure[]> => {
		const figures = await runRound({ ...sides[side], temporary: reference.temporary, bench: name, setting: shared?.setting });
		const shown = figures.map(({ name: figure, value, unit }) => `${figure} ${Number(value.toPrecision(4))} ${unit}`);
		console.error(`${sides[side].version}: ${shown.join(", ")}`);
		return figures;
	};
	const pairs: Pair[] = [];
	for (let round = 0; round < rounds; round += 1) {
		console.error(`round ${round + 1} of ${rounds}`);
		const pair: Record<keyof Pair, readonly Figure[]> = { subject: [], reference: [] };
		const order = ["subject", "reference"] as const;
		for (const side of round % 2 === 0 ? order : order.toReversed()) pair[side] = await measure(side);
		pairs.push(pair);
	}
	return compared(pairs);
}
