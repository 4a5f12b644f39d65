import { describe, expect, it } from "vitest";
import { Tail, TailLost } from "./pending-commit.ts";

function start() {
	const lost: [unknown, number][] = [];
	const tail = new Tail(async (error, times) => void lost.push([error, times]));
	/** Begins a tail whose writes are durable at once, and answers how it ends. */
	const begin = async () => {
		const rest = Promise.withResolvers<void>();
		await tail.begin((written) => {
			written();
			return rest.promise;
		});
		return rest;
	};
	return { tail, lost, begin };
}

describe("the tail of a batch", () => {
	it("is settled when nothing has begun, and when all of it is durable", async () => {
		const { tail, lost, begin } = start();
		await tail.settled();
		const rest = await begin();
		rest.resolve();
		await tail.settled();
		expect([await tail.durable, lost]).toEqual([true, []]);
	});

	it("says once that it was lost, after whoever delivers it again has been told, and how often in a row", async () => {
		const { tail, lost, begin } = start();
		for (const times of [1, 2]) {
			const rest = await begin();
			rest.reject("away");
			await expect(tail.settled()).rejects.toThrow(TailLost);
			expect(lost.at(-1)).toEqual(["away", times]);
			await tail.settled();
		}
		(await begin()).resolve();
		await tail.settled();
		(await begin()).reject("away again");
		expect(await tail.durable).toBe(false);
		expect(lost.at(-1)).toEqual(["away again", 1]);
	});

	it("fails at once while its writes are not durable, and leaves nothing under way", async () => {
		const { tail, lost } = start();
		await expect(tail.begin(() => Promise.reject(new Error("not written")))).rejects.toThrow("not written");
		await tail.settled();
		expect(lost).toEqual([]);
	});

	it("needs no word of the writes where everything is durable together", async () => {
		const { tail } = start();
		await tail.begin(async () => undefined);
		expect(await tail.durable).toBe(true);
	});
});
