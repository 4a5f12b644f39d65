import type { Execute } from "@orderdeck/contracts/commands";
import { describe, expect, it } from "vitest";
import { runClaims } from "./run-claims.ts";

const ACTOR = { name: "orderdeck", role: "operator" } as const;

/** Runs for so many turns over claims that are over. */
async function run(turns: number, claims: () => Promise<readonly { alert_id: string; expires_at: string }[]>) {
	const stop = new AbortController();
	const executed: unknown[] = [];
	const reported: string[] = [];
	let turn = 0;
	const execute = (async (...call: unknown[]) => {
		executed.push(call);
		return { id: "", ended: true };
	}) as unknown as Execute;
	const sleep = async () => {
		turn += 1;
		if (turn === turns) stop.abort();
	};
	const clock = { now: () => 5, sleep, id: () => "id", random: () => 0.5 };
	const store = { claimsExpired: claims };
	await runClaims({ store, execute, clock, actor: ACTOR, report: (_level, event) => void reported.push(event) }, stop.signal);
	return { executed, reported };
}

describe("claims whose time is over", () => {
	it("are ended one by one", async () => {
		const { executed } = await run(1, async () => [
			{ alert_id: "a", expires_at: "1" },
			{ alert_id: "b", expires_at: "2" },
		]);
		expect(executed).toEqual([
			["endClaim", { id: "a", expires_at: "1" }, { actor: ACTOR }],
			["endClaim", { id: "b", expires_at: "2" }, { actor: ACTOR }],
		]);
	});

	it("are looked for again after a failure, which is reported", async () => {
		let fails = true;
		const { executed, reported } = await run(2, async () => {
			if (fails) {
				fails = false;
				throw new Error("away");
			}
			return [{ alert_id: "a", expires_at: "1" }];
		});
		expect(reported).toEqual(["claims_failed"]);
		expect(executed).toHaveLength(1);
	});
});
