/** A cancellation against a charge, and against a dispatch: every order in which their operations can happen. */
import { describe, expect, it } from "vitest";
import { SOAK } from "../../test/extent.ts";
import { BY_OPERATOR, commandsOf } from "../commands/commands.fixture.ts";
import { foldOrder } from "../domain/order-view.ts";
import { openPayment } from "../domain/payment.ts";
import { shipmentAfterPaid, shipmentAfterReserved } from "../domain/shipment.ts";
import { NO_EFFECTS } from "../runtime/step.ts";
import { cancelled, created, inventory, orderBody, paid } from "./events.fixture.ts";
import { carryOut, deliver, everySchedule, type Gate, inTurns, interleave, type Ports, placed } from "./interleavings.fixture.ts";
import { paymentsStep } from "./payments.ts";
import { shippingStep } from "./shipping.ts";
import { World } from "./steps.fixture.ts";

/** "cancelled", or the code of the refusal. */
async function cancel(id: number, world: World, gate: Gate, appends = SOAK): Promise<string> {
	const result = commandsOf(inTurns(world, gate, { appends })).execute("cancelOrder", { id: String(id), reason: "r" }, BY_OPERATOR);
	return result.then(
		() => "cancelled",
		(error: { code: string }) => error.code,
	);
}

async function seen(id: number, world: World): Promise<void> {
	const view = foldOrder(undefined, [placed(created(id))]);
	if (view === undefined) throw new Error("an order that was created has a view");
	await world.store.write([{ op: "insert", collection: "orders", key: String(id), doc: view }]);
}

/** Of each order, the types of its events, each once. */
async function typesByOrder(world: World, ...topics: string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
	const events = Map.groupBy(await world.events(...topics), ({ key }) => key);
	return new Map([...events].map(([key, of]) => [key, new Set(of.map(({ type }) => type))]));
}

const seconds = 120_000;
const SYSTEMS = [
	{ systems: "one system", atomic: true },
	{ systems: "two systems", atomic: false },
];

describe.each(SYSTEMS.flatMap((each) => [0, 1].map((declineRate) => ({ ...each, declineRate }))))(
	"a cancellation and a charge, $systems, share declined: $declineRate",
	({ atomic, declineRate }) => {
		it(
			"take at most one charge, give back what was taken, and end cancelled",
			async () => {
				await using world = await World.open({ atomic, declineRate });
				const ends = new Set<string>();
				const schedules = await everySchedule(async (choose, id) => {
					await seen(id, world);
					let verdict = "";
					await interleave(
						[
							(gate) => deliver(paymentsStep, created(id), inTurns(world, gate)),
							async (gate) => {
								verdict = await cancel(id, world, gate);
							},
						],
						choose,
					);
					// The payment failed first: the order is already cancelled, which the request reports.
					expect(declineRate === 1 ? ["cancelled", "ORDER_ALREADY_CANCELLED"] : ["cancelled"]).toContain(verdict);
					const calls = () => world.gateway.calls.length;
					await deliver(paymentsStep, cancelled(id), world);
					const [before, payment] = [calls(), await world.doc("payments", id)];
					// Delivered again, as after a crash.
					await deliver(paymentsStep, created(id), world);
					await deliver(paymentsStep, cancelled(id), world);
					expect([calls(), await world.doc("payments", id)]).toEqual([before, payment]);
					expect((await world.doc("shipments", id))?.status).toBe("CANCELLED");
					ends.add(payment?.status ?? "none");
				});
				expect(schedules).toBeGreaterThan(atomic ? 10 : 80);
				expect(ends).toEqual(new Set(declineRate === 1 ? ["CANCELLED", "FAILED"] : ["CANCELLED", "REFUNDED"]));
				const taken = new Map(world.taken().map((entry) => [entry.orderId, entry]));
				const types = await typesByOrder(world, "payments");
				for (let id = 0; id < schedules; id += 1) {
					const key = String(id);
					const payment = await world.doc("payments", id);
					const entry = taken.get(key);
					expect(entry?.attempts ?? 1, key).toBe(1);
					expect(entry?.captured === true && !entry.refunded, key).toBe(false);
					const published =
						payment?.status === "REFUNDED"
							? ["PAYMENT_PROCESSED", "PAYMENT_REFUNDED"]
							: payment?.status === "FAILED"
								? ["PAYMENT_FAILED"]
								: [];
					expect(
						[...(types.get(key) ?? [])].filter((type) => type !== "PAYMENT_PROCESSING"),
						key,
					).toEqual(published);
				}
			},
			seconds,
		);
	},
);

describe.each(SYSTEMS)("a cancellation and a dispatch, $systems", ({ atomic }) => {
	/** Paid, reserved, and due. */
	async function due(id: number, world: World): Promise<void> {
		const { settings, clock } = world;
		const order = orderBody(id);
		const waiting = shipmentAfterPaid(undefined, order, clock.now(), settings);
		const shipment = shipmentAfterReserved(waiting, order, clock.now(), settings);
		const payment = { ...openPayment(order, order.created_at), status: "PAID" } as const;
		await world.store.write([
			{ op: "insert", collection: "shipments", key: String(id), doc: shipment },
			{ op: "insert", collection: "payments", key: String(id), doc: payment },
		]);
	}

	it(
		"have one winner, and no dispatch is announced that a cancellation has prevented",
		async () => {
			await using world = await World.open({ atomic, settings: { dispatchMs: 0, deliverMs: 0 } });
			const verdicts: string[] = [];
			const schedules = await everySchedule(async (choose, id) => {
				await seen(id, world);
				await due(id, world);
				const generation = { owns: (key: string) => key === String(id) };
				const tick = (ports: Pick<Ports, "work" | "deps">) =>
					carryOut(async () => (await shippingStep.tick?.(ports.deps, generation)) ?? NO_EFFECTS, ports);
				await interleave(
					[
						async (gate) => {
							const ports = inTurns(world, gate, { appends: true });
							await tick(ports);
							await tick(ports);
						},
						async (gate) => {
							verdicts[id] = await cancel(id, world, gate, true);
						},
					],
					choose,
				);
				for (let ticks = 0; ticks < 3; ticks += 1) await tick(world);
				for (const event of [paid(id), inventory(id, "RESERVED")]) await deliver(shippingStep, event, world);
				const { status, outbox } = (await world.doc("shipments", id)) ?? {};
				expect({ status, outbox }).toEqual({ status: verdicts[id] === "cancelled" ? "CANCELLED" : "DELIVERED", outbox: undefined });
			});
			expect(schedules).toBeGreaterThan(atomic ? 10 : 300);
			const types = await typesByOrder(world, "orders", "shipping");
			for (const [id, verdict] of verdicts.entries()) {
				const published = [...(types.get(String(id)) ?? [])].filter((type) => type !== "SHIPMENT_CREATED").toSorted();
				expect(published, String(id)).toEqual(
					verdict === "cancelled" ? ["ORDER_CANCELLED"] : ["SHIPMENT_DELIVERED", "SHIPMENT_DISPATCHED"],
				);
			}
			expect(new Set(verdicts)).toEqual(new Set(["cancelled", "ORDER_ALREADY_DELIVERED", "ORDER_ALREADY_SHIPPED"]));
		},
		seconds,
	);
});
