import { expect, it } from "vitest";
import { createInTurn } from "./in-turn.ts";

it("work in turn starts when what was requested before it has settled, a failure included", async () => {
	const inTurn = createInTurn();
	const seen: string[] = [];
	const gate = Promise.withResolvers<void>();
	const first = inTurn(async () => {
		seen.push("first");
		await gate.promise;
		throw new Error("failed");
	});
	const second = inTurn(async () => {
		seen.push("second");
		return 2;
	});
	await new Promise((resolve) => setImmediate(resolve));
	expect(seen).toEqual(["first"]);
	gate.resolve();
	await expect(first).rejects.toThrow("failed");
	expect(await second).toBe(2);
	expect(seen).toEqual(["first", "second"]);
});
