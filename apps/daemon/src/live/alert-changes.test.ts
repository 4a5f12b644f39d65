import type { AlertRecord } from "@orderdeck/contracts/fraud/entities";
import { isoOf } from "@orderdeck/core/domain/instant";
import { alert } from "@orderdeck/core/ports/order-store.samples";
import { describe, expect, it } from "vitest";
import { createAlertChanges } from "./alert-changes.ts";

const NOON = Date.UTC(2026, 0, 5, 12);

/** Alerts as a store has them, and how often it is read. */
function start(now = NOON) {
	const stored = new Map<string, AlertRecord>();
	const clock = { at: now };
	let reads = 0;
	const changes = createAlertChanges({
		clock: { now: () => clock.at },
		baseCurrency: "USD",
		store: {
			async alertsChangedSince(since, limit) {
				reads += 1;
				const at = ({ changed_at }: AlertRecord) => Date.parse(changed_at ?? "");
				return [...stored.values()]
					.filter((each) => at(each) >= since)
					.toSorted((a, b) => at(a) - at(b))
					.slice(0, limit);
			},
		},
	});
	return {
		clock,
		changes,
		reads: () => reads,
		change: (id: string, version: number, at: number, fields: Partial<AlertRecord> = {}) =>
			void stored.set(id, alert(id, { version, changed_at: isoOf(at), ...fields })),
		read: async () => (await changes.read()).map(({ alert_id, version }) => `${alert_id} ${version}`),
	};
}

describe("the alerts that operators change", () => {
	it("are read once a second, and at once after a command of this process", async () => {
		const { read, reads, clock, change, changes } = start();
		expect(await read()).toEqual([]);
		change("a", 1, NOON);
		clock.at += 999;
		expect([await read(), reads()]).toEqual([[], 1]);
		changes.changed();
		expect([await read(), reads()]).toEqual([["a 1"], 2]);
		change("b", 1, NOON + 500);
		clock.at += 1_000;
		expect([await read(), reads()]).toEqual([["b 1"], 3]);
	});

	it("are each returned once for each version, also those that are stored later than they were requested", async () => {
		const { read, clock, change } = start();
		change("a", 1, NOON);
		expect(await read()).toEqual(["a 1"]);
		clock.at += 5_000;
		change("late", 1, NOON + 100);
		change("a", 2, NOON + 4_000);
		expect(await read()).toEqual(["late 1", "a 2"]);
		clock.at += 1_000;
		expect(await read()).toEqual([]);
	});

	it("come without notes and history, and as they are at the time", async () => {
		const { changes, change, clock } = start();
		const claim = { by: "olga", at: isoOf(NOON), expires_at: isoOf(NOON + 500) };
		change("a", 1, NOON, { state: "CLAIMED", claim, history: [] });
		clock.at += 500;
		const [first] = await changes.read();
		expect(first).toMatchObject({ state: "OPEN", claim: null });
		expect(first).not.toHaveProperty("history");
		expect(first).not.toHaveProperty("note_list");
	});

	it("are all returned, however many change at once", async () => {
		const { read, change } = start();
		for (let n = 0; n < 1_200; n += 1) change(`a${n}`, 1, NOON + n);
		const all = new Set<string>();
		for (let reads = 0; reads < 4; reads += 1) for (const each of await read()) all.add(each);
		expect(all.size).toBe(1_200);
	});
});
