/** Whether an alert's order can still be stopped, whichever of their events comes first and whoever handles it. */
import type { AlertRecord } from "@orderdeck/contracts/fraud/entities";
import { describe, expect, it } from "vitest";
import { mulberry32, seed } from "../../test/random.ts";
import { put } from "../ports/documents.ts";
import { CasMismatch } from "../ports/errors.ts";
import { analyticsStep } from "./analytics.ts";
import { cancelled, created, dispatched, happened, paid, paymentFailed } from "./events.fixture.ts";
import { deliver, type Gate, inTurns, interleave, placed } from "./interleavings.fixture.ts";
import { World } from "./steps.fixture.ts";

const ALERT = "1:FRAUD_ALERT_RAISED:r";
const raised = (id = 1, rule = "r") => ({
	...happened("FRAUD_ALERT_RAISED", { order_id: id, reason: "R", amount: 400, country: "DE", rule }),
	id: `${id}:FRAUD_ALERT_RAISED:${rule}`,
});

async function stoppable(world: World, id = ALERT): Promise<boolean | undefined> {
	return (await world.doc("alerts", id))?.stoppable;
}

describe("an alert whose order", () => {
	it.each([
		["is dispatched", dispatched(1)],
		["is delivered", happened("SHIPMENT_DELIVERED", { order_id: 1, status: "DELIVERED" })],
		["is cancelled", cancelled(1)],
		["is declined", paymentFailed(1)],
	] as const)("%s can no longer be stopped, whichever comes first", async (_what, end) => {
		for (const events of [
			[raised(), end],
			[end, raised()],
		]) {
			await using world = await World.open();
			await world.publish(created(1), paid(1));
			for (const event of events) {
				await world.publish(event);
				await world.run(analyticsStep);
			}
			expect(await stoppable(world)).toBe(false);
			expect(await world.doc("alerts", ALERT)).toMatchObject({ state: "OPEN", version: 0, changed_at: null });
		}
	});

	it("goes on can be stopped", async () => {
		await using world = await World.open();
		await world.publish(created(1), raised(), paid(1));
		await world.run(analyticsStep);
		expect(await stoppable(world)).toBe(true);
	});
});

describe("the order's end", () => {
	it("leaves what an operator has done as it is", async () => {
		await using world = await World.open();
		await world.publish(created(1), raised());
		await world.run(analyticsStep);
		const [read] = await world.store.get("alerts", [ALERT]);
		const claim = { by: "olga", at: "2026-01-05T12:00:00.000Z", expires_at: "2026-01-05T13:00:00.000Z" };
		const change: Partial<AlertRecord> = { state: "CLAIMED", claim, version: 4, changed_at: claim.at };
		if (read !== undefined) await world.store.write([put("alerts", ALERT, read, { ...read.doc, ...change })]);
		await world.publish(dispatched(1));
		await world.run(analyticsStep);
		expect(await world.doc("alerts", ALERT)).toMatchObject({ ...change, stoppable: false });
	});

	it("is decided again where an operator has changed the alert meanwhile", async () => {
		await using world = await World.open({ atomic: false });
		await world.publish(created(1), raised());
		await world.run(analyticsStep);
		const { writes } = await analyticsStep.handle([placed(dispatched(1))], world.deps);
		const [read] = await world.store.get("alerts", [ALERT]);
		if (read !== undefined) await world.store.write([put("alerts", ALERT, read, { ...read.doc, version: 1 })]);
		await expect(world.work.apply({ writes, records: [] })).rejects.toBeInstanceOf(CasMismatch);
		await deliver(analyticsStep, dispatched(1), world);
		expect(await world.doc("alerts", ALERT)).toMatchObject({ version: 1, stoppable: false });
	});

	it("as a confirmed fraud resolves its alerts once, also one that is raised later", async () => {
		await using world = await World.open();
		const fraud = { verdict: "CONFIRMED_FRAUD", note: "stolen card" } as const;
		const end = happened("ORDER_CANCELLED", { order_id: 1, reason: "Confirmed fraud", cancelled_by: "olga", fraud });
		await world.publish(created(1), raised(), end);
		await world.run(analyticsStep);
		const resolution = { verdict: "CONFIRMED_FRAUD", by: "olga", at: end.time, note: "stolen card", order: "cancelled", order_code: null };
		expect(await world.doc("alerts", ALERT)).toMatchObject({ state: "RESOLVED", resolution, version: 1, stoppable: false });
		const later = "1:FRAUD_ALERT_RAISED:later";
		await world.publish(raised(1, "later"));
		await world.run(analyticsStep);
		expect(await world.doc("alerts", later)).toMatchObject({ state: "RESOLVED", resolution });
		const [read] = await world.store.get("alerts", [ALERT]);
		const reopened = { state: "OPEN", resolution: null, version: 2 } as const;
		if (read !== undefined) await world.store.write([put("alerts", ALERT, read, { ...read.doc, ...reopened })]);
		await deliver(analyticsStep, end, world);
		expect(await world.doc("alerts", ALERT)).toMatchObject(reopened);
	});

	it("is not looked at where the order has no alert", async () => {
		await using world = await World.open();
		await world.publish(created(1), created(2), raised(2));
		await world.run(analyticsStep);
		const asked: string[] = [];
		const store: World["store"] = {
			...world.store,
			get(collection, keys) {
				if (collection === "alerts") asked.push(...keys);
				return world.store.get(collection, keys);
			},
		};
		await analyticsStep.handle([dispatched(1), paid(2)].map(placed), { ...world.deps, store });
		expect(asked).toEqual([]);
	});
});

class Died extends Error {}

/** The process dies instead of its operation of this number. */
function dying(gate: Gate, at: number): Gate {
	let operation = 0;
	return (act) => {
		operation += 1;
		return operation === at ? Promise.reject(new Died()) : gate(act);
	};
}

it(`two members that handle the alert and the dispatch at once agree in the end, also where one dies, seed ${seed}`, async () => {
	await using world = await World.open({ atomic: false });
	const random = mulberry32(seed);
	const turns = { appends: false, shared: ["orders", "alerts"] } as const;
	let died = 0;
	for (let id = 1; id <= 300; id += 1) {
		await deliver(analyticsStep, created(id), world);
		const events = [raised(id), dispatched(id)];
		const crashAt = Math.floor(random() * 8);
		await interleave(
			events.map((event, party) => async (gate) => {
				const own = party === id % 2 ? dying(gate, crashAt) : gate;
				await deliver(analyticsStep, event, inTurns(world, own, turns)).catch((error: unknown) => {
					if (!(error instanceof Died)) throw error;
					died += 1;
				});
			}),
			(ready) => Math.floor(random() * ready),
		);
		// What was not committed is delivered again.
		for (const event of random() < 0.5 ? events : events.toReversed()) await deliver(analyticsStep, event, world);
		expect([id, await stoppable(world, raised(id).id)]).toEqual([id, false]);
		expect((await world.doc("orders", id))?.status).toBe("SHIPPED");
	}
	expect(died).toBeGreaterThan(50);
}, 120_000);
