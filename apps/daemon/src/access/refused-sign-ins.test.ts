import type { AuditedRequest } from "@orderdeck/contracts/command";
import type { RefusedCommand } from "@orderdeck/contracts/commands";
import { SignInRefused } from "@orderdeck/contracts/session";
import { describe, expect, it } from "vitest";
import { createRefusedSignIns } from "./refused-sign-ins.ts";

const REQUEST = { requestId: "r-1", source: { client: "web", auth: "none", ip: "10.0.0.1" } } as const;
const owner = (subject: string) => ({ name: "Ann Example", subject });

function recorder() {
	let now = 0;
	const records: [RefusedCommand, AuditedRequest][] = [];
	const record = createRefusedSignIns({ recordRefusal: async (...call) => void records.push(call), clock: { now: () => now } });
	return { records, record, pass: (ms: number) => (now += ms), codes: () => records.map(([{ code }, { actor }]) => [code, actor.subject]) };
}

describe("a refused sign-in", () => {
	it("is recorded with who it was, why and from where, without a role", async () => {
		const { record, records } = recorder();
		await record(new SignInRefused("NO_ROLE", "The token grants no role.", { owner: owner("u-1") }), REQUEST);
		expect(records).toEqual([
			[
				{ name: "recordSignIn", target: "session", reason: null, code: "NO_ROLE" },
				{ actor: { name: "Ann Example", subject: "u-1", role: "none" }, requestId: "r-1", source: { ...REQUEST.source, auth: "oidc" } },
			],
		]);
	});

	it("is recorded once a minute for each person and reason, however often it is tried", async () => {
		const { record, codes, pass } = recorder();
		const tries = async () => {
			for (let n = 0; n < 50; n += 1) {
				for (const subject of ["u-1", "u-2"]) await record(new SignInRefused("EXPIRED", `${n}`, { owner: owner(subject) }), REQUEST);
				await record(new SignInRefused("NO_ROLE", `${n}`, { owner: owner("u-1") }), REQUEST);
			}
		};
		const once = [
			["EXPIRED", "u-1"],
			["EXPIRED", "u-2"],
			["NO_ROLE", "u-1"],
		];
		await tries();
		expect(codes()).toEqual(once);
		pass(59_999);
		await tries();
		expect(codes()).toEqual(once);
		pass(1);
		await tries();
		expect(codes()).toEqual([...once, ...once]);
	});

	it("is not recorded where it is not certain whose it is", async () => {
		const { record, records } = recorder();
		await record(new SignInRefused("INVALID", "The signature does not match."), REQUEST);
		await record(undefined, REQUEST);
		expect(records).toEqual([]);
	});
});
