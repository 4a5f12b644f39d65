import { describe, expect, it } from "vitest";
import { cancelShipment } from "../domain/shipment.ts";
import { put } from "../ports/documents.ts";
import { GatewayTimeout } from "../ports/errors.ts";
import { cancelled, created, dispatched, inventory } from "./events.fixture.ts";
import { turnOfTheLoop } from "./manual-clock.fixture.ts";
import { paymentsStep } from "./payments.ts";
import { World } from "./steps.fixture.ts";

const ops = (world: World) => world.gateway.calls.map(({ op }) => op);

describe("an order is charged", () => {
	it("once, with its events: initiated, then paid", async () => {
		await using world = await World.open();
		await world.publish(created(1, { amount: 91.98, country: "DE" }));
		await world.run(paymentsStep);
		expect(world.taken()).toMatchObject([
			{ orderId: "1", amountMinor: 9198, currency: "USD", captured: true, refunded: false, attempts: 1 },
		]);
		expect(await world.doc("payments", 1)).toMatchObject({ order_id: 1, status: "PAID", amount: 91.98, country: "DE" });
		expect(await world.typesOn("payments", 1)).toEqual(["PAYMENT_PROCESSING", "PAYMENT_PROCESSED"]);
		expect((await world.events("payments")).at(-1)?.data).toMatchObject({ order_id: 1, status: "PAID", amount: 91.98, country: "DE" });
	});

	it("once, though the same order comes three times in one batch and again later", async () => {
		await using world = await World.open();
		await world.publish(created(1), created(1), created(1));
		await world.run(paymentsStep);
		await world.publish(created(1));
		await world.run(paymentsStep);
		expect(world.taken()).toMatchObject([{ attempts: 1 }]);
		expect(await world.typesOn("payments", 1)).toEqual(["PAYMENT_PROCESSING", "PAYMENT_PROCESSED"]);
	});

	it("only after its record is PROCESSING, durably", async () => {
		await using world = await World.open();
		const atTheGateway: unknown[] = [];
		world.gateway.before = async () => {
			atTheGateway.push((await world.doc("payments", 1))?.status, await world.typesOn("payments", 1));
		};
		await world.publish(created(1));
		await world.run(paymentsStep);
		expect(atTheGateway).toEqual(["PROCESSING", ["PAYMENT_PROCESSING"]]);
	});

	it("beside many others: a batch's charges are all in flight together", async () => {
		await using world = await World.open();
		world.gateway.before = async () => {
			for (let turns = 0; turns < 5; turns += 1) await turnOfTheLoop();
		};
		await world.publish(...Array.from({ length: 200 }, (_, id) => created(id)));
		await world.run(paymentsStep);
		expect(world.gateway.peak).toBe(200);
		expect(world.taken()).toHaveLength(200);
	});

	it("never, when it arrives CANCELLED", async () => {
		await using world = await World.open();
		await world.publish(created(1, { status: "CANCELLED" }));
		await world.run(paymentsStep);
		expect(world.gateway.calls).toEqual([]);
		expect(await world.events("payments")).toEqual([]);
	});

	it("and a declined charge is PAYMENT_FAILED with the provider's reason", async () => {
		await using world = await World.open({ declineRate: 1 });
		await world.publish(created(1));
		await world.run(paymentsStep);
		expect(await world.typesOn("payments", 1)).toEqual(["PAYMENT_PROCESSING", "PAYMENT_FAILED"]);
		expect((await world.events("payments")).at(-1)?.data).toMatchObject({ status: "FAILED", reason: "Card declined" });
		expect(await world.doc("payments", 1)).toMatchObject({ status: "FAILED", reason: "Card declined" });
	});
});

describe("a payment is not read", () => {
	const reading = (world: World) => {
		const read: string[] = [];
		const store: World["store"] = {
			...world.store,
			get(collection, keys) {
				read.push(...keys.map((key) => `${collection}/${key}`));
				return world.store.get(collection, keys);
			},
		};
		return { read, deps: { ...world.deps, store } };
	};

	it("of an order that is new, from its creation to its result", async () => {
		await using world = await World.open();
		const { read, deps } = reading(world);
		await world.publish(created(1), created(2));
		await world.run(paymentsStep, { deps });
		expect(world.taken()).toHaveLength(2);
		expect(read).toEqual([]);
	});

	it("until its insert is refused: then all of the batch are, once", async () => {
		await using world = await World.open();
		await world.publish(created(1));
		await world.run(paymentsStep);
		const { read, deps } = reading(world);
		await world.publish(created(1), created(2));
		await world.run(paymentsStep, { deps });
		expect(read).toEqual(["payments/1", "payments/2"]);
		expect(world.taken()).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
		expect(await world.typesOn("payments", 1)).toEqual(["PAYMENT_PROCESSING", "PAYMENT_PROCESSED"]);
	});
});

describe("after a crash", () => {
	it("before the first part was durable, the order is charged as if nothing had been", async () => {
		await using world = await World.open();
		await world.publish(created(1));
		await world.turn(paymentsStep, { crashAtPart: 1 });
		expect(world.gateway.calls).toEqual([]);
		await world.run(paymentsStep);
		expect(world.taken()).toMatchObject([{ attempts: 1 }]);
	});

	it("between charge and record, the provider is queried for the result, and not charged again", async () => {
		await using world = await World.open();
		await world.publish(created(1));
		await world.turn(paymentsStep, { crashAtPart: 2 });
		expect(await world.doc("payments", 1)).toMatchObject({ status: "PROCESSING" });
		world.reopen();
		await world.run(paymentsStep);
		expect(ops(world)).toEqual(["charge", "find"]);
		expect(world.taken()).toMatchObject([{ attempts: 1, captured: true }]);
		expect(await world.typesOn("payments", 1)).toEqual(["PAYMENT_PROCESSING", "PAYMENT_PROCESSED"]);
	});

	it("that kept the charge from the provider, it is made after the query", async () => {
		await using world = await World.open();
		await world.publish(created(1));
		world.gateway.before = () => {
			throw new Error("the process has died");
		};
		await world.turn(paymentsStep, { crashAtPart: 2 });
		expect(world.taken()).toEqual([]);
		world.gateway.before = () => undefined;
		await world.run(paymentsStep);
		expect(ops(world).slice(-2)).toEqual(["find", "charge"]);
		expect(world.taken()).toMatchObject([{ attempts: 1 }]);
	});

	it.each(["before", "after"] as const)("a provider that does not respond, %s it took the money, ends in one capture", async (when) => {
		await using world = await World.open();
		let silent = 3;
		world.gateway[when] = ({ op, key }) => {
			if (op === "charge" && silent-- > 0) throw new GatewayTimeout(key);
		};
		await world.publish(created(1), created(2));
		await world.run(paymentsStep);
		expect(world.taken().map(({ orderId, attempts, captured }) => ({ orderId, attempts, captured }))).toEqual([
			{ orderId: "1", attempts: 1, captured: true },
			{ orderId: "2", attempts: 1, captured: true },
		]);
		expect(await world.typesOn("payments", 1)).toEqual(["PAYMENT_PROCESSING", "PAYMENT_PROCESSED"]);
		expect(await world.deadLetters()).toEqual([]);
	});
});

it("no charge is retried while others of the batch are still in flight", async () => {
	await using world = await World.open();
	const completed: string[] = [];
	let first = true;
	world.gateway.before = async ({ op, key }) => {
		if (op === "charge" && key === "charge:1" && first) {
			first = false;
			throw new GatewayTimeout(key);
		}
		if (op === "charge") for (let turns = 0; turns < 50; turns += 1) await turnOfTheLoop();
	};
	world.gateway.after = ({ op, key }) => {
		completed.push(`${op} ${key}`);
	};
	await world.publish(created(1), created(2));
	await world.run(paymentsStep);
	expect(completed[0]).toBe("charge charge:2");
	expect(world.taken().map(({ orderId, attempts }) => ({ orderId, attempts }))).toEqual([
		{ orderId: "1", attempts: 1 },
		{ orderId: "2", attempts: 1 },
	]);
});

describe("a cancellation", () => {
	it("before the charge: none is made", async () => {
		await using world = await World.open();
		await world.publish(created(1), cancelled(1));
		await world.run(paymentsStep);
		expect(world.gateway.calls).toEqual([]);
		expect(await world.doc("payments", 1)).toMatchObject({ status: "CANCELLED" });
		expect(await world.events("payments")).toEqual([]);
	});

	it("before the order itself: none is made", async () => {
		await using world = await World.open();
		await world.publish(cancelled(1));
		await world.run(paymentsStep);
		await world.publish(created(1));
		await world.run(paymentsStep);
		expect(world.gateway.calls).toEqual([]);
	});

	it("while the charge is in flight: what it took is given back, once", async () => {
		await using world = await World.open();
		world.gateway.before = async ({ op }) => {
			if (op !== "charge") return;
			const [read] = await world.store.get("payments", ["1"]);
			if (read === undefined) throw new Error("no record before the charge");
			await world.work.apply({ writes: [put("payments", "1", read, { ...read.doc, cancel_requested: true })], records: [] });
		};
		await world.publish(created(1));
		await world.run(paymentsStep);
		expect(world.taken()).toMatchObject([{ captured: true, refunded: true, attempts: 1 }]);
		expect(ops(world)).toEqual(["charge", "refund"]);
		expect(await world.typesOn("payments", 1)).toEqual(["PAYMENT_PROCESSING", "PAYMENT_PROCESSED", "PAYMENT_REFUNDED"]);
		expect(await world.doc("payments", 1)).toMatchObject({ status: "REFUNDED" });
	});

	it.each([true, false])("while a batch's charges are in flight: no other is charged or queried again (one system: %s)", async (atomic) => {
		await using world = await World.open({ atomic });
		world.gateway.before = async ({ op, key }) => {
			if (op !== "charge" || key !== "charge:2") return;
			const [read] = await world.store.get("payments", ["2"]);
			if (read === undefined) throw new Error("no record before the charge");
			await world.work.apply({ writes: [put("payments", "2", read, { ...read.doc, cancel_requested: true })], records: [] });
		};
		await world.publish(created(1), created(2), created(3));
		await world.run(paymentsStep);
		expect(ops(world).toSorted()).toEqual(["charge", "charge", "charge", "refund"]);
		expect(world.taken().map(({ orderId, attempts, refunded }) => [orderId, attempts, refunded])).toEqual([
			["1", 1, false],
			["2", 1, true],
			["3", 1, false],
		]);
		expect((await world.doc("payments", 1))?.status).toBe("PAID");
		expect(await world.typesOn("payments", 2)).toEqual(["PAYMENT_PROCESSING", "PAYMENT_PROCESSED", "PAYMENT_REFUNDED"]);
		for (const id of [1, 3]) expect(await world.typesOn("payments", id)).toEqual(["PAYMENT_PROCESSING", "PAYMENT_PROCESSED"]);
	});

	it("after the charge: it is given back, once, though it comes twice", async () => {
		await using world = await World.open();
		await world.publish(created(1));
		await world.run(paymentsStep);
		await world.publish(cancelled(1), cancelled(1));
		await world.run(paymentsStep);
		await world.publish(cancelled(1));
		await world.run(paymentsStep);
		expect(ops(world)).toEqual(["charge", "refund"]);
		expect(await world.typesOn("payments", 1)).toEqual(["PAYMENT_PROCESSING", "PAYMENT_PROCESSED", "PAYMENT_REFUNDED"]);
	});

	it("after the charge, with a crash on each side of the refund: it is given back once", async () => {
		await using world = await World.open();
		await world.publish(created(1));
		await world.run(paymentsStep);
		await world.publish(cancelled(1));
		await world.turn(paymentsStep, { crashAtPart: 1 });
		await world.turn(paymentsStep, { crashAtPart: 2 });
		await world.run(paymentsStep);
		expect(world.taken()).toMatchObject([{ captured: true, refunded: true, attempts: 1 }]);
		expect(await world.typesOn("payments", 1)).toEqual(["PAYMENT_PROCESSING", "PAYMENT_PROCESSED", "PAYMENT_REFUNDED"]);
	});

	it("after a decline changes nothing", async () => {
		await using world = await World.open({ declineRate: 1 });
		await world.publish(created(1));
		await world.run(paymentsStep);
		await world.publish(cancelled(1));
		await world.run(paymentsStep);
		expect(await world.doc("payments", 1)).toMatchObject({ status: "FAILED" });
		expect(ops(world)).toEqual(["charge"]);
	});

	it("put on the topic by another program after the dispatch: the money is kept", async () => {
		await using world = await World.open();
		await world.publish(created(1));
		await world.run(paymentsStep);
		const shipment = { order_id: 1, status: "DISPATCHED", paid: true, reserved: true, due_at: 1, updated_at: "" } as const;
		await world.work.apply({ writes: [{ op: "insert", collection: "shipments", key: "1", doc: shipment }], records: [] });
		await world.publish(dispatched(1), cancelled(1));
		await world.run(paymentsStep);
		expect(await world.doc("payments", 1)).toMatchObject({ status: "PAID" });
		expect(await world.doc("shipments", 1)).toEqual(shipment);
		expect(ops(world)).toEqual(["charge"]);
		expect(cancelShipment(shipment, 1, "").kind).toBe("too-late");
	});
});

describe("an order that is out of stock", () => {
	it("is refunded once, though INVENTORY_FAILED comes twice", async () => {
		await using world = await World.open();
		await world.publish(created(1));
		await world.run(paymentsStep);
		await world.publish(inventory(1, "FAILED"), inventory(1, "FAILED"));
		await world.run(paymentsStep);
		expect(ops(world)).toEqual(["charge", "refund"]);
		expect(await world.typesOn("payments", 1)).toEqual(["PAYMENT_PROCESSING", "PAYMENT_PROCESSED", "PAYMENT_REFUNDED"]);
	});

	it("is not charged when that is known first", async () => {
		await using world = await World.open();
		await world.publish(inventory(1, "FAILED"));
		await world.run(paymentsStep);
		await world.publish(created(1));
		await world.run(paymentsStep);
		expect(world.gateway.calls).toEqual([]);
		expect(await world.doc("payments", 1)).toMatchObject({ status: "CANCELLED" });
	});
});
