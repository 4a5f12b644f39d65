import type { EnvironmentKind } from "@orderdeck/contracts/environment";
import { describe, expect, it } from "vitest";
import { createLock, UNLOCKED_MS } from "./action-lock.ts";

function lockOf(kind: EnvironmentKind) {
	let time = 1_000;
	let lapse: (() => void) | undefined;
	let changes = 0;
	const lock = createLock({
		kind,
		now: () => time,
		after: (_ms, callback) => {
			lapse = callback;
			return () => {
				lapse = undefined;
			};
		},
		changed: () => changes++,
	});
	return { lock, pass: (ms: number) => (time += ms), lapse: () => lapse?.(), changes: () => changes };
}

describe("the lock of a production environment", () => {
	it("is closed at first", () => {
		expect(lockOf("production").lock.state()).toEqual({ state: "locked" });
	});

	it.each(["", "EU-PROD", "eu-prod ", "eu"])("does not open for %j", (typed) => {
		const { lock } = lockOf("production");
		expect(lock.unlock(typed, "eu-prod")).toEqual({ done: false, reason: "Type the environment's name: eu-prod" });
		expect(lock.state()).toEqual({ state: "locked" });
	});

	it("opens for the name, until fifteen minutes later", () => {
		const { lock, pass } = lockOf("production");
		expect(lock.unlock("eu-prod", "eu-prod")).toEqual({ done: true });
		expect(lock.state()).toEqual({ state: "unlocked", until: 1_000 + 900_000 });
		pass(UNLOCKED_MS - 1);
		expect(lock.state().state).toBe("unlocked");
		pass(1);
		expect(lock.state().state).toBe("locked");
	});

	it("reports when it lapses, and when it is closed by hand", () => {
		const { lock, lapse, changes } = lockOf("production");
		lock.unlock("eu-prod", "eu-prod");
		lapse();
		expect([lock.state().state, changes()]).toEqual(["locked", 2]);
		lock.unlock("eu-prod", "eu-prod");
		lock.lock();
		expect([lock.state().state, changes()]).toEqual(["locked", 4]);
	});
});

it.each(["local", "staging"] as const)("a %s environment has none", (kind) => {
	const { lock } = lockOf(kind);
	expect(lock.state()).toEqual({ state: "open" });
	expect(lock.unlock("", "here")).toEqual({ done: true });
});
