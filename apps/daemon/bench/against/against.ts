/** `npm run bench -- --against <commit>`: this version and the commit take turns. */
import type { Bench, Figure } from "../bench.ts";
import { quantity } from "../table.ts";
import type { Checkout } from "./checkout.ts";
import { type Comparison, compared, type Pair } from "./compare.ts";
import { runRound } from "./round-process.ts";
import { THIS_VERSION } from "./version.ts";

export interface AgainstOptions {
	readonly name: string;
	readonly bench: Bench;
	readonly reference: Checkout;
	readonly rounds: number;
}

const SIDES = ["subject", "reference"] as const;

/** In turn, and each round begins with the other side: the speed of a machine changes by the minute. Throws CannotMeasure. */
export async function measureAgainst({ name, bench, reference, rounds }: AgainstOptions): Promise<readonly Comparison[]> {
	await using shared = await bench.rounds?.prepare?.();
	const versions = { subject: THIS_VERSION, reference };
	const pairs: Pair[] = [];
	for (let round = 0; round < rounds; round += 1) {
		console.error(`round ${round + 1} of ${rounds}`);
		const pair: Record<keyof Pair, readonly Figure[]> = { subject: [], reference: [] };
		for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed()) {
			pair[side] = await runRound(versions[side], name, shared?.setting);
			console.error(
				`${versions[side].name}: ${pair[side].map((figure) => `${figure.name} ${quantity(figure.value, figure.unit)}`).join(", ")}`,
			);
		}
		pairs.push(pair);
	}
	return compared(pairs, { bench: name, against: reference.commit });
}
