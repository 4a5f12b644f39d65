import type { CommandRequest } from "@orderdeck/contracts/command";
import { type AlertRecord, VERDICTS } from "@orderdeck/contracts/fraud/entities";
import { describe, expect, it } from "vitest";
import { CLAIM_MS } from "../domain/alert-queue.ts";
import { isoOf } from "../domain/instant.ts";
import { alert } from "../ports/order-store.samples.ts";
import { created, dispatched, happened, line } from "../steps/events.fixture.ts";
import { shippingStep } from "../steps/shipping.ts";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, BY_OPERATOR, commandsIn, commandsOf, contextOf, flow, refusalOf, resultsOf, WITH_KEY } from "./commands.fixture.ts";

const BY_OTTO: CommandRequest = { actor: { name: "otto", role: "operator" } };
const BY_DAEMON: CommandRequest = { actor: { name: "orderdeck", role: "operator" } };
const SYSTEMS = [{ atomic: true }, { atomic: false }];

async function stored(world: World, ...alerts: readonly AlertRecord[]): Promise<void> {
	await world.store.write(alerts.map((doc) => ({ op: "insert", collection: "alerts", key: doc.alert_id, doc })));
}

/** Prepared for its shipment, with two alerts. */
async function flagged(world: World): Promise<readonly string[]> {
	const data = { order_id: 1, reason: "R", amount: 45.99, country: "US" };
	const ids = ["a", "b"].map((rule) => `1:FRAUD_ALERT_RAISED:${rule}`);
	await world.publish(created(1, { items: [line("PROD-002", 1)] }));
	await world.publish(
		...["a", "b"].map((rule) => ({ ...happened("FRAUD_ALERT_RAISED", { ...data, rule }), id: `${data.order_id}:${rule}` })),
	);
	await flow(world);
	return ids;
}

describe("the claim of an alert", () => {
	it("is one operator's: the other is refused with who and until when, which is audited", async () => {
		await using world = await World.open();
		await stored(world, alert("a", {}));
		const { execute } = commandsOf(world);
		expect(await execute("claimAlert", { id: "a", version: 0 }, BY_OPERATOR)).toMatchObject({
			state: "CLAIMED",
			claim: { by: "olga" },
			version: 1,
		});
		const until = isoOf(world.clock.now() + CLAIM_MS);
		await expect(execute("claimAlert", { id: "a" }, BY_OTTO)).rejects.toMatchObject({
			code: "CLAIMED_BY_OTHER",
			message: `Alert a is claimed by olga until ${until}.`,
		});
		expect(await refusalOf(execute("noteAlert", { id: "a", text: "n" }, BY_OTTO))).toBe("CLAIMED_BY_OTHER");
		expect(await refusalOf(execute("takeOverAlert", { id: "a", reason: "r", version: 0 }, BY_OTTO))).toBe("CHANGED_MEANWHILE");
		expect(await resultsOf(world)).toEqual(["refused:CHANGED_MEANWHILE", "refused:CLAIMED_BY_OTHER", "refused:CLAIMED_BY_OTHER", "done"]);
		expect((await auditOf(world))[0]).toMatchObject({
			action: "alert.claim",
			target: "alert:a",
			before: { state: "OPEN", claimed_by: null },
			after: { state: "CLAIMED", claimed_by: "olga" },
		});
	});

	it("is over at the very millisecond, whether or not its end is recorded, and is extended by work", async () => {
		await using world = await World.open();
		await stored(world, alert("a", {}));
		const { execute } = commandsOf(world);
		const { claim } = await execute("claimAlert", { id: "a" }, BY_OPERATOR);
		world.clock.advance(CLAIM_MS - 1);
		expect(await refusalOf(execute("claimAlert", { id: "a" }, BY_OTTO))).toBe("CLAIMED_BY_OTHER");
		await execute("noteAlert", { id: "a", text: "still at it" }, BY_OPERATOR);
		const end = { id: "a", expires_at: claim?.expires_at ?? "" };
		world.clock.advance(CLAIM_MS - 1);
		expect(await execute("endClaim", end, BY_DAEMON)).toEqual({ id: "a", ended: false });
		expect(await refusalOf(execute("claimAlert", { id: "a" }, BY_OTTO))).toBe("CLAIMED_BY_OTHER");
		world.clock.advance(1);
		expect(await execute("claimAlert", { id: "a" }, BY_OTTO)).toMatchObject({ claim: { by: "otto" } });
	});

	it("is ended once, by whichever process is first", async () => {
		await using world = await World.open();
		await stored(world, alert("a", {}));
		const { execute } = commandsOf(world);
		const { claim } = await execute("claimAlert", { id: "a" }, BY_OPERATOR);
		world.clock.advance(CLAIM_MS);
		const ends = [1, 2, 3].map(() => execute("endClaim", { id: "a", expires_at: claim?.expires_at ?? "" }, BY_DAEMON));
		expect((await Promise.all(ends)).map(({ ended }) => ended).toSorted()).toEqual([false, false, true]);
		expect((await auditOf(world)).map(({ action }) => action)).toEqual(["alert.claim-end", "alert.claim"]);
		expect(await world.doc("alerts", "a")).toMatchObject({ state: "OPEN", claim: null });
	});

	it("is resumed by the same request after its process has died midway", async () => {
		await using world = await World.open({ atomic: false });
		await stored(world, alert("a", {}));
		let operations = 0;
		// The alert is claimed, and nothing after it happens.
		const dying = commandsOf(
			world.watched(() => {
				operations += 1;
				if (operations > 4) throw new Error("died");
			}),
		);
		await dying.execute("claimAlert", { id: "a" }, WITH_KEY).catch(() => undefined);
		world.clock.advance(1_000);
		expect(await commandsOf(world).execute("claimAlert", { id: "a" }, WITH_KEY)).toMatchObject({ claim: { by: "olga" }, version: 1 });
		expect(await refusalOf(commandsOf(world).execute("claimAlert", { id: "a" }, BY_OTTO))).toBe("CLAIMED_BY_OTHER");
	});

	it("of an alert that does not exist is refused", async () => {
		await using world = await World.open();
		expect(await refusalOf(commandsOf(world).execute("claimAlert", { id: "none" }, BY_OPERATOR))).toBe("NOT_FOUND");
	});
});

describe.each(SYSTEMS)("the worst alert that nobody has claimed, one system: $atomic", ({ atomic }) => {
	it("is another one for each of five callers at once", async () => {
		await using world = await World.open({ atomic });
		const scores = [99, 98, 97, 96, 95, 94];
		await stored(
			world,
			alert("resolved", { state: "RESOLVED", score: 100 }),
			...scores.map((score) => alert(`s${score}`, { score, rule: score === 94 ? "other" : "r" })),
		);
		const callers = ["a", "b", "c", "d", "e"].map(async (name) => {
			const claimed = await commandsOf(world).execute("claimNextAlert", {}, { actor: { name, role: "operator" } });
			expect(claimed.claim?.by).toBe(name);
			return claimed.alert_id;
		});
		expect((await Promise.all(callers)).toSorted()).toEqual(["s95", "s96", "s97", "s98", "s99"]);
		const { execute } = commandsOf(world);
		expect(await refusalOf(execute("claimNextAlert", { rule: "r" }, BY_OTTO))).toBe("NOT_FOUND");
		expect((await execute("claimNextAlert", { rule: "other" }, BY_OTTO)).alert_id).toBe("s94");
		expect(await refusalOf(execute("claimNextAlert", {}, BY_OTTO))).toBe("NOT_FOUND");
		expect((await auditOf(world))[0]).toMatchObject({ action: "alert.claim-next", target: "alert:s94", actor: "otto" });
	});
});

describe.each(SYSTEMS)("a confirmed fraud, one system: $atomic", ({ atomic }) => {
	it("cancels the order, gives its money and stock back, and resolves all of its alerts, also those of others", async () => {
		await using world = await World.open({ atomic });
		const [a = "", b = ""] = await flagged(world);
		const { execute } = commandsOf(world);
		await execute("claimAlert", { id: b }, BY_OTTO);
		const input = { id: a, verdict: "CONFIRMED_FRAUD", note: "stolen card", version: 0 } as const;
		const resolved = await execute("resolveAlert", input, BY_OPERATOR);
		expect(resolved).toMatchObject({
			state: "RESOLVED",
			order: "cancelled",
			order_code: null,
			order_message: "Order 1 is cancelled; the charge is refunded.",
			also_resolved: [b],
			stoppable: false,
		});
		const resolution = { verdict: "CONFIRMED_FRAUD", by: "olga", note: "stolen card", order: "cancelled" };
		for (const id of [a, b]) expect(await world.doc("alerts", id)).toMatchObject({ state: "RESOLVED", resolution, claim: null });
		expect(await world.view(1)).toMatchObject({ status: "CANCELLED", cancel: { reason: "Confirmed fraud: stolen card" } });
		const [{ targets, before, after } = {}] = (await auditOf(world)).filter(({ action }) => action === "alert.resolve");
		expect({ targets, before, after }).toMatchObject({
			targets: [`alert:${a}`, `alert:${b}`, "order:1"],
			after: { state: "RESOLVED", verdict: "CONFIRMED_FRAUD", order: "cancelled" },
		});
		const alerts = await world.store.alertsOf("1");
		await flow(world);
		expect(world.taken()).toMatchObject([{ captured: true, refunded: true, attempts: 1 }]);
		expect(await world.doc("products", "PROD-002")).toMatchObject({ on_hand: 50, reserved: 0 });
		expect(await world.store.alertsOf("1")).toEqual(alerts);
	});

	it("of an order that is shipped, delivered, cancelled or unknown resolves the alerts, and states what became of the order", async () => {
		await using world = await World.open({ atomic });
		const [a = "", b = ""] = await flagged(world);
		const { execute } = commandsOf(world);
		world.clock.advance(2_000);
		await world.tick(shippingStep);
		const first = await execute("resolveAlert", { id: a, verdict: "CONFIRMED_FRAUD" }, BY_OPERATOR);
		expect(first).toMatchObject({ state: "RESOLVED", order: "already SHIPPED", order_code: "ORDER_ALREADY_SHIPPED", also_resolved: [b] });
		expect(first.order_message).toBe("Order 1 has been shipped.");
		await flow(world);
		world.clock.advance(5_000);
		await world.tick(shippingStep);
		await flow(world);
		expect(await execute("reopenAlert", { id: a, reason: "again" }, BY_OPERATOR)).toMatchObject({ state: "CLAIMED", resolution: null });
		const again = await execute("resolveAlert", { id: a, verdict: "CONFIRMED_FRAUD" }, BY_OPERATOR);
		expect(again).toMatchObject({ order: "already DELIVERED", order_code: "ORDER_ALREADY_DELIVERED", also_resolved: [] });
		await stored(world, alert("lost", { order_id: 77 }));
		const lost = await execute("resolveAlert", { id: "lost", verdict: "CONFIRMED_FRAUD" }, BY_OPERATOR);
		expect(lost).toMatchObject({ order: "not found", order_code: "NOT_FOUND", stoppable: true });
		expect((await world.view(1))?.status).toBe("DELIVERED");
	});

	it("of an order that is still being processed changes nothing yet", async () => {
		await using world = await World.open({ atomic });
		await world.publish(created(1));
		for (const step of [shippingStep]) await world.run(step);
		await stored(world, alert("a", { order_id: 1 }));
		await world.store.write([
			{
				op: "insert",
				collection: "shipments",
				key: "1",
				doc: { order_id: 1, status: "WAITING", paid: true, reserved: false, due_at: null, updated_at: "" },
			},
		]);
		const { execute } = commandsOf(world);
		expect(await refusalOf(execute("resolveAlert", { id: "a", verdict: "CONFIRMED_FRAUD" }, BY_OPERATOR))).toBe("UNAVAILABLE");
		expect(await world.doc("alerts", "a")).toMatchObject({ state: "OPEN", version: 0 });
	});

	it("is refused on the claim of another operator, and cancels nothing", async () => {
		await using world = await World.open({ atomic });
		const [a = ""] = await flagged(world);
		const { execute } = commandsOf(world);
		await execute("claimAlert", { id: a }, BY_OTTO);
		expect(await refusalOf(execute("resolveAlert", { id: a, verdict: "CONFIRMED_FRAUD" }, BY_OPERATOR))).toBe("CLAIMED_BY_OTHER");
		expect((await world.view(1))?.status).toBe("PREPARED");
	});
});

it("a confirmed fraud is complete or has not begun, wherever its process dies: nothing is lost after the decision", async () => {
	const ends = new Set<string>();
	for (let lasts = 1; !ends.has("done"); lasts += 1) {
		await using world = await World.open({ atomic: false });
		const [a = "", b = ""] = await flagged(world);
		await commandsOf(world).execute("claimAlert", { id: b }, BY_OTTO);
		let operations = 0;
		const dying = world.watched(() => {
			operations += 1;
			if (operations > lasts) throw new Error("died");
		});
		const unheard = { ...contextOf(dying), onIncomplete: () => undefined, onUnrecorded: () => undefined };
		await commandsIn(unheard)
			.execute("resolveAlert", { id: a, verdict: "CONFIRMED_FRAUD", note: "n" }, BY_OPERATOR)
			.catch(() => undefined);
		world.clock.advance(1_000);
		const { status = "" } = (await world.doc("shipments", 1)) ?? {};
		// What shipping does once the request had its time to publish the event.
		world.clock.advance(5_000);
		if (status === "CANCELLED") await world.tick(shippingStep);
		await flow(world);
		const states = await Promise.all([a, b].map(async (id) => (await world.doc("alerts", id))?.resolution?.note ?? "none"));
		expect([lasts, status, ...states]).toEqual(status === "CANCELLED" ? [lasts, status, "n", "n"] : [lasts, "CREATED", "none", "none"]);
		expect((await world.doc("orders", 1))?.status).toBe(status === "CANCELLED" ? "CANCELLED" : "PREPARED");
		ends.add(operations <= lasts ? "done" : status);
	}
	expect(ends).toEqual(new Set(["CREATED", "CANCELLED", "done"]));
});

describe("a verdict that is no fraud", () => {
	it.each(VERDICTS.filter((verdict) => verdict !== "CONFIRMED_FRAUD"))(
		"%s resolves this alert alone, and leaves the order",
		async (verdict) => {
			await using world = await World.open();
			const [a = "", b = ""] = await flagged(world);
			const { execute } = commandsOf(world);
			const resolved = await execute("resolveAlert", { id: a, verdict }, BY_OPERATOR);
			expect(resolved).toMatchObject({ state: "RESOLVED", order: null, order_message: null, also_resolved: [], stoppable: true });
			expect(await world.doc("alerts", b)).toMatchObject({ state: "OPEN" });
			expect((await world.view(1))?.status).toBe("PREPARED");
			world.clock.advance(1);
			expect(await refusalOf(execute("resolveAlert", { id: a, verdict }, BY_OPERATOR))).toBe("ALERT_RESOLVED");
		},
	);
});

it("many alerts are resolved as a job, with a result for each, refusals among them", async () => {
	await using world = await World.open();
	await stored(world, alert("a", {}), alert("b", {}), alert("c", {}), alert("d", { order_id: "e" }), alert("e", {}));
	const commands = commandsOf(world);
	await commands.execute("claimAlert", { id: "b" }, BY_OTTO);
	await commands.execute("resolveAlert", { id: "c", verdict: "VALUABLE" }, BY_OTTO);
	await commands.execute("resolveAlert", { id: "d", verdict: "CONFIRMED_FRAUD" }, BY_OPERATOR);
	world.clock.advance(1);
	const input = { verdict: "CONFIRMED_FRAUD", note: "a ring", rate: 50 } as const;
	const job = await commands.execute("resolveAlerts", { ...input, ids: ["a", "b", "c", "e", "none", "a"] }, BY_OPERATOR);
	expect(job).toMatchObject({ kind: "resolve-alerts", total: 5, reason: "a ring" });
	await commands.jobs.idle();
	const chunk = await world.doc("job_chunks", `${job.job_id}:0`);
	const unknown = "There is no order a.";
	expect(chunk?.results.map(({ outcome, code, why }) => [outcome, code, why])).toEqual([
		["done", null, unknown],
		["refused", "CLAIMED_BY_OTHER", expect.stringContaining("claimed by otto")],
		["refused", "ALERT_RESOLVED", expect.stringContaining("VALUABLE by otto")],
		["done", null, "resolved with another alert of order e"],
		["refused", "NOT_FOUND", "There is no alert none."],
	]);
	expect((await auditOf(world)).filter(({ part_of }) => part_of === job.job_id)).toHaveLength(1);
});

it("a shipment's creation states when it is to be dispatched, in its event and in the order's view", async () => {
	await using world = await World.open();
	await flagged(world);
	const due = isoOf(world.clock.now() + 2_000);
	const [event] = await world.events("shipping");
	expect(event?.data).toMatchObject({ dispatch_due_at: due });
	expect((await world.view(1))?.lifecycle.find(({ type }) => type === "SHIPMENT_CREATED")?.detail).toMatchObject({ dispatch_due_at: due });
	await world.publish(dispatched(1));
	expect((await world.events("shipping")).at(-1)?.data).not.toHaveProperty("dispatch_due_at");
});
