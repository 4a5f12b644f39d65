import { CasMismatch, StoreError } from "@orderdeck/core/ports/errors";
import type { UnitOfWork } from "@orderdeck/core/ports/unit-of-work";
import { describe, expect, it } from "vitest";
import { createWriteHealth } from "./write-health.ts";

const STORE = { writes: [], records: [] };
const LOG = { writes: [], records: [{ topic: "orders", key: "1", value: null, headers: {} }] };

/** A health over a unit of work whose parts fail as long as they are set to. */
function watched() {
	let now = 0;
	const failing: { store?: Error; log?: Error } = {};
	const health = createWriteHealth({ now: () => now });
	const work: UnitOfWork = health.watch({
		atomic: false,
		async apply({ records }, written) {
			if (failing.store !== undefined) throw failing.store;
			written?.();
			if (records.length > 0 && failing.log !== undefined) throw failing.log;
			return { positions: [], versions: [] };
		},
	});
	const tryTo = (unit: typeof STORE | typeof LOG) => work.apply(unit).catch(() => undefined);
	return { health, failing, tryTo, pass: (ms: number) => (now += ms) };
}

describe("the health of writes", () => {
	it("is bad from a failed write until one succeeds", async () => {
		const { health, failing, tryTo } = watched();
		expect(health.problem()).toBeUndefined();
		failing.store = new StoreError("UNAVAILABLE", "the disk is full");
		await tryTo(STORE);
		expect(health.problem()).toBe("the disk is full");
		delete failing.store;
		await tryTo(STORE);
		expect(health.problem()).toBeUndefined();
	});

	it("stays bad while the log fails, though the store works", async () => {
		const { health, failing, tryTo } = watched();
		failing.log = new StoreError("UNAVAILABLE", "no broker");
		await tryTo(LOG);
		await tryTo(STORE);
		expect(health.problem()).toBe("no broker");
		delete failing.log;
		await tryTo(LOG);
		expect(health.problem()).toBeUndefined();
	});

	it("is good again half a minute after a failure that nothing has repeated", async () => {
		const { health, failing, tryTo, pass } = watched();
		failing.log = new StoreError("UNAVAILABLE", "no broker");
		await tryTo(LOG);
		pass(29_999);
		expect(health.problem()).toBe("no broker");
		pass(1);
		expect(health.problem()).toBeUndefined();
	});

	it("is not affected by a lost compare-and-swap", async () => {
		const { health, failing, tryTo } = watched();
		failing.store = new CasMismatch("orders", "1");
		await tryTo(STORE);
		expect(health.problem()).toBeUndefined();
	});
});
