import { describe, expect, it } from "vitest";
import { CasMismatch } from "../ports/errors.ts";
import { analyticsStep } from "../steps/analytics.ts";
import { created, line } from "../steps/events.fixture.ts";
import { inventoryStep } from "../steps/inventory.ts";
import { paymentsStep } from "../steps/payments.ts";
import { shippingStep } from "../steps/shipping.ts";
import { World } from "../steps/steps.fixture.ts";
import { encodeEvent } from "../wire/codec.ts";
import { auditOf, BY_OPERATOR, commandsOf, flow, ONE_STAND, refusalOf } from "./commands.fixture.ts";

const REQUEST = { id: "1", reason: "ordered twice" };

/** An order that has come as far as its shipment, which is not due. */
async function prepared(world: World): Promise<void> {
	await commandsOf(world).execute("createOrder", ONE_STAND, BY_OPERATOR);
	await flow(world);
	expect(await world.view(1)).toMatchObject({ status: "PREPARED" });
}

async function cancelRecords(world: World) {
	return (await auditOf(world)).filter(({ action }) => action === "order.cancel");
}

describe("an order that is not dispatched is cancelled", () => {
	it("immediately in the view, with its reason, and by a record with before and after", async () => {
		await using world = await World.open();
		await prepared(world);
		const view = await commandsOf(world).execute("cancelOrder", REQUEST, BY_OPERATOR);
		expect(view).toMatchObject({ status: "CANCELLED", cancel: { cause: "REQUESTED", reason: "ordered twice" } });
		expect(await world.view(1)).toEqual(view);
		expect(await cancelRecords(world)).toMatchObject([
			{ actor: "olga", target: "order:1", before: { status: "PREPARED" }, after: { status: "CANCELLED", reason: "ordered twice" } },
		]);
	});

	it("and gets its money and its stock back, and is never shipped", async () => {
		await using world = await World.open();
		await prepared(world);
		await commandsOf(world).execute("cancelOrder", REQUEST, BY_OPERATOR);
		await flow(world);
		world.clock.advance(1e6);
		await world.tick(shippingStep);
		await flow(world);
		expect(world.taken()).toMatchObject([{ captured: true, refunded: true, attempts: 1 }]);
		expect(await world.doc("products", "PROD-002")).toMatchObject({ on_hand: 50, reserved: 0 });
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED"]);
		expect((await world.view(1))?.status).toBe("CANCELLED");
	});

	it("before any step has seen it: nothing is charged, reserved or shipped", async () => {
		await using world = await World.open();
		const commands = commandsOf(world);
		await commands.execute("createOrder", ONE_STAND, BY_OPERATOR);
		await commands.execute("cancelOrder", REQUEST, BY_OPERATOR);
		await flow(world);
		expect(world.taken()).toEqual([]);
		expect(await world.doc("products", "PROD-002")).toMatchObject({ reserved: 0 });
		expect(await world.events("shipping")).toEqual([]);
	});

	it("so that payments does not charge it, even before it has read of the cancellation", async () => {
		await using world = await World.open();
		const commands = commandsOf(world);
		await commands.execute("createOrder", ONE_STAND, BY_OPERATOR);
		await commands.execute("cancelOrder", REQUEST, BY_OPERATOR);
		await world.turn(paymentsStep, { maxRecords: 1 });
		expect(await world.lag(paymentsStep)).toBe(1);
		expect(world.gateway.calls).toEqual([]);
		expect(await world.doc("payments", 1)).toMatchObject({ status: "CANCELLED" });
	});

	it("while its charge is in flight: what it takes is given back", async () => {
		await using world = await World.open();
		await commandsOf(world).execute("createOrder", ONE_STAND, BY_OPERATOR);
		world.gateway.before = async ({ op }) => {
			if (op === "charge") await commandsOf(world).execute("cancelOrder", REQUEST, BY_OPERATOR);
		};
		await flow(world);
		expect(world.taken()).toMatchObject([{ captured: true, refunded: true }]);
		expect((await world.view(1))?.status).toBe("CANCELLED");
	});
});

describe("a cancellation is refused", () => {
	const refusedWith = (world: World, id = "1") => refusalOf(commandsOf(world).execute("cancelOrder", { ...REQUEST, id }, BY_OPERATOR));

	it("of an order there is not", async () => {
		await using world = await World.open();
		expect(await refusedWith(world, "4711")).toBe("NOT_FOUND");
		expect(await auditOf(world)).toEqual([]);
	});

	it("for the moment, of an order that others have seen before analytics has", async () => {
		await using world = await World.open();
		await world.log.append([encodeEvent(created(1))]);
		await world.run(inventoryStep);
		expect(await refusedWith(world)).toBe("UNAVAILABLE");
		await world.run(analyticsStep);
		expect(await commandsOf(world).execute("cancelOrder", REQUEST, BY_OPERATOR)).toMatchObject({ status: "CANCELLED" });
	});

	it.each([
		[1, "ORDER_ALREADY_SHIPPED"],
		[2, "ORDER_ALREADY_DELIVERED"],
	])("after %i ticks of shipping, though the view is behind", async (ticks, code) => {
		await using world = await World.open();
		await prepared(world);
		for (let tick = 0; tick < ticks; tick += 1) {
			world.clock.advance(5_000);
			await world.tick(shippingStep);
		}
		expect(await refusedWith(world)).toBe(code);
		await flow(world);
		expect(await refusedWith(world)).toBe(code);
		expect(await cancelRecords(world)).toEqual([]);
		expect(await world.typesOn("orders", 1)).toEqual(["ORDER_CREATED"]);
	});

	it("of one that is cancelled, before and after the steps have seen it", async () => {
		await using world = await World.open();
		await prepared(world);
		await commandsOf(world).execute("cancelOrder", REQUEST, BY_OPERATOR);
		expect(await refusedWith(world)).toBe("ORDER_ALREADY_CANCELLED");
		await flow(world);
		expect(await refusedWith(world)).toBe("ORDER_ALREADY_CANCELLED");
		expect(await cancelRecords(world)).toHaveLength(1);
	});

	it("of one that was declined, is out of stock, or was cancelled at source", async () => {
		await using world = await World.open({ declineRate: 1 });
		await world.publish(created(1), created(2, { items: [line("PROD-002", 51)] }), created(3, { status: "CANCELLED" }));
		await world.run(analyticsStep);
		await world.run(inventoryStep);
		// The view does not say so yet: the records do.
		expect(await refusedWith(world, "2")).toBe("ORDER_ALREADY_CANCELLED");
		await world.run(paymentsStep);
		expect(await refusedWith(world, "1")).toBe("ORDER_ALREADY_CANCELLED");
		expect(await refusedWith(world, "3")).toBe("ORDER_ALREADY_CANCELLED");
	});
});

describe("cancel against dispatch", () => {
	it("never has two winners, however they interleave", async () => {
		await using world = await World.open();
		const commands = commandsOf(world);
		const orders = Array.from({ length: 20 }, (_, n) => n + 1);
		for (const _ of orders) await commands.execute("createOrder", ONE_STAND, BY_OPERATOR);
		await flow(world);
		world.clock.advance(2_000);
		const cancels = orders.map(async (id, n) => {
			for (let turns = 0; turns < 4 * (n % 5); turns += 1) await world.clock.sleep(0);
			return commands.execute("cancelOrder", { ...REQUEST, id: String(id) }, BY_OPERATOR).then(
				() => "cancelled",
				(error: { code: string }) => error.code,
			);
		});
		const dispatches = (async () => {
			for (;;) {
				const due = await shippingStep.tick?.(world.deps, { owns: () => true });
				if (due === undefined || due.writes.length === 0) return;
				await world.clock.sleep(0);
				// All or nothing, as the runtime applies it: when one has been cancelled meanwhile, it is decided again.
				await world.work.apply({ writes: due.writes, records: due.events.map(encodeEvent) }).catch((error: unknown) => {
					if (!(error instanceof CasMismatch)) throw error;
				});
			}
		})();
		const results = await Promise.all(cancels);
		await dispatches;
		await flow(world);
		const gone = new Set((await world.events("shipping")).flatMap(({ type, key }) => (type === "SHIPMENT_DISPATCHED" ? [key] : [])));
		for (const [index, result] of results.entries()) {
			const id = String(index + 1);
			expect(result, id).toBe(gone.has(id) ? "ORDER_ALREADY_SHIPPED" : "cancelled");
			expect((await world.view(id))?.status).toBe(gone.has(id) ? "SHIPPED" : "CANCELLED");
		}
		expect(new Set(results)).toEqual(new Set(["cancelled", "ORDER_ALREADY_SHIPPED"]));
	});
});
