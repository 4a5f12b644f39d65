import { describe, expect, it } from "vitest";
import { PendingCommit, PendingCommitLost } from "./pending-commit.ts";

function start() {
	const lost: [unknown, number][] = [];
	const pending = new PendingCommit(async (error, losses) => void lost.push([error, losses]));
	/** Begins a commit whose writes are durable immediately; the caller settles the rest. */
	const begin = async () => {
		const rest = Promise.withResolvers<void>();
		await pending.begin((written) => {
			written();
			return rest.promise;
		});
		return rest;
	};
	return { pending, lost, begin };
}

describe("a pending commit", () => {
	it("is settled when nothing has begun, and when all of it is durable", async () => {
		const { pending, lost, begin } = start();
		await pending.settled();
		const rest = await begin();
		rest.resolve();
		await pending.settled();
		expect([await pending.durable, lost]).toEqual([true, []]);
	});

	it("throws once that it was lost, after the loss was reported with the number of consecutive losses", async () => {
		const { pending, lost, begin } = start();
		for (const losses of [1, 2]) {
			const rest = await begin();
			rest.reject("unavailable");
			await expect(pending.settled()).rejects.toThrow(PendingCommitLost);
			expect(lost.at(-1)).toEqual(["unavailable", losses]);
			await pending.settled();
		}
		(await begin()).resolve();
		await pending.settled();
		(await begin()).reject("unavailable again");
		expect(await pending.durable).toBe(false);
		expect(lost.at(-1)).toEqual(["unavailable again", 1]);
	});

	it("fails immediately while its writes are not durable, and leaves nothing pending", async () => {
		const { pending, lost } = start();
		await expect(pending.begin(() => Promise.reject(new Error("not written")))).rejects.toThrow("not written");
		await pending.settled();
		expect(lost).toEqual([]);
	});

	it("needs no call of `written` where everything becomes durable together", async () => {
		const { pending } = start();
		await pending.begin(async () => undefined);
		expect(await pending.durable).toBe(true);
	});
});
