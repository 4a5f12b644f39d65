import { expect, test } from "vitest";
import { STEPS, tuningOf } from "./step-tuning.ts";

/** Orders' worth of records in a batch, by role. */
function batches(place: { readonly atomic: boolean; readonly shared: boolean }) {
	return Object.fromEntries(Object.entries(STEPS).map(([role, step]) => [role, tuningOf(step, place).maxRecords]));
}

test("steps that share a thread take as many records of two systems per turn as of one, so that few orders are in progress", () => {
	const embedded = batches({ atomic: true, shared: true });
	const { payments, ...others } = batches({ atomic: false, shared: true });
	expect({ ...embedded, ...others }).toEqual(embedded);
	// A slow provider would otherwise limit the orders per second: a batch waits for its slowest charge.
	expect(payments).toBe(batches({ atomic: false, shared: false }).payments);
});

test("a step with a thread of its own takes larger batches, whose round trips it waits for", () => {
	const [alone, taking] = [batches({ atomic: false, shared: false }), batches({ atomic: true, shared: false })];
	for (const role of ["fraud", "payments", "inventory", "shipping"]) expect(alone[role]).toBeGreaterThan(taking[role] ?? Number.NaN);
});
