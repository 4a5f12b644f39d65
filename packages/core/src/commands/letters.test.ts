import type { DeadLetter } from "@orderdeck/contracts/letters/entities";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { letter } from "../ports/order-store.samples.ts";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, BY_OPERATOR, commandsOf, refusalOf } from "./commands.fixture.ts";

let world: World;
beforeEach(async () => {
	world = await World.open();
	const letters = [
		letter("payments-group:0:1"),
		letter("payments-group:0:2", { reason: "WRONG_SHAPE amount" }),
		letter("payments-group:0:3"),
		letter("fraud-group:0:1"),
		letter("payments-group:0:4", { state: "REDRIVING" }),
	];
	await world.store.write(letters.map((doc) => ({ op: "insert", collection: "dead_letters", key: doc.letter_id, doc })));
});
afterEach(async () => {
	await world[Symbol.asyncDispose]();
});

async function statesOf(...ids: string[]): Promise<(DeadLetter["state"] | undefined)[]> {
	return Promise.all(ids.map(async (id) => (await world.doc("dead_letters", id))?.state));
}

describe("discarding dead letters", () => {
	it("moves those that wait, reports those that do not, and leaves one audit record with all of them", async () => {
		const { execute } = commandsOf(world);
		const ids = ["payments-group:0:1", "payments-group:0:4", "payments-group:9:9"];
		expect(await execute("discardLetters", { ids, note: "a test order" }, BY_OPERATOR)).toEqual({
			changed: ["payments-group:0:1"],
			refused: [
				expect.objectContaining({ letter_id: "payments-group:0:4", code: "LETTER_NOT_WAITING" }),
				expect.objectContaining({ letter_id: "payments-group:9:9", code: "NOT_FOUND" }),
			],
			remaining: 0,
		});
		expect(await statesOf("payments-group:0:1", "payments-group:0:4")).toEqual(["DISCARDED", "REDRIVING"]);
		expect(await auditOf(world)).toEqual([
			expect.objectContaining({
				action: "letters.discard",
				reason: "a test order",
				targets: expect.arrayContaining(["letter:payments-group:0:1"]),
			}),
		]);
	});

	it("of a group and a reason takes no other", async () => {
		const { execute } = commandsOf(world);
		const { changed } = await execute("discardLetters", { group: "payments-group", reason: "NOT_JSON", note: "n" }, BY_OPERATOR);
		expect(changed.toSorted()).toEqual(["payments-group:0:1", "payments-group:0:3"]);
		expect(await statesOf("payments-group:0:2", "fraud-group:0:1")).toEqual(["WAITING", "WAITING"]);
	});

	it("is refused as a whole where no letter can be discarded, with who was first", async () => {
		const { execute } = commandsOf(world);
		const discard = () => execute("discardLetters", { ids: ["fraud-group:0:1"], note: "n" }, BY_OPERATOR);
		await discard();
		await expect(discard()).rejects.toMatchObject({
			code: "LETTER_NOT_WAITING",
			message: expect.stringMatching(/DISCARDED since .* by olga/),
		});
		expect(await refusalOf(execute("discardLetters", { group: "shipping-group", note: "n" }, BY_OPERATOR))).toBe("NOT_FOUND");
		expect(await auditOf(world)).toHaveLength(1);
	});

	it("is undone by a restore, which takes nothing that was not discarded", async () => {
		const { execute } = commandsOf(world);
		await execute("discardLetters", { ids: ["fraud-group:0:1"], note: "n" }, BY_OPERATOR);
		expect(await execute("restoreLetters", { ids: ["fraud-group:0:1"] }, BY_OPERATOR)).toMatchObject({ changed: ["fraud-group:0:1"] });
		expect(await statesOf("fraud-group:0:1")).toEqual(["WAITING"]);
		expect(await refusalOf(execute("restoreLetters", { ids: ["payments-group:0:4"] }, BY_OPERATOR))).toBe("LETTER_NOT_DISCARDED");
	});
});
