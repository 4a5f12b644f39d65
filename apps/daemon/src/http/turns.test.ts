import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { createTurns } from "./turns.ts";

it("lets so many proceed in one turn of the event loop, in their order, and the others in the next ones", async () => {
	const turn = createTurns(3);
	const proceeded: number[] = [];
	for (let n = 0; n < 8; n += 1) void turn().then(() => proceeded.push(n));
	const after: number[] = [];
	while (proceeded.length < 8) {
		await nextTurn();
		after.push(proceeded.length);
	}
	expect(proceeded).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
	expect(after.every((count, index) => count - (after[index - 1] ?? 0) <= 3)).toBe(true);
	// It starts again when all have proceeded.
	await turn();
});
