/** A confirmed fraud against a dispatch, and against another operator's verdict: one outcome, which is what the operator gets. */
import { describe, expect, it } from "vitest";
import { mulberry32, seed } from "../../test/random.ts";
import { BY_OPERATOR, commandsOf, flow } from "../commands/commands.fixture.ts";
import { newProduct } from "../domain/stock.ts";
import { NO_EFFECTS } from "../runtime/step.ts";
import { created, happened, line } from "./events.fixture.ts";
import { carryOut, everySchedule, type Gate, inTurns, interleave, type Ports, type TakesTurns } from "./interleavings.fixture.ts";
import { shippingStep } from "./shipping.ts";
import { World } from "./steps.fixture.ts";

const STOCK = 2_000;
const SHARED: TakesTurns = { appends: true, shared: ["shipments", "payments", "alerts"] };
const alertId = (id: number, rule = "a") => `${id}:FRAUD_ALERT_RAISED:${rule}`;
const seconds = 240_000;
const SYSTEMS = [
	{ systems: "one system", atomic: true },
	{ systems: "two systems", atomic: false },
];

/** Paid, reserved and due, with two alerts each. */
async function flagged(ids: readonly number[], world: World): Promise<void> {
	const alerts = ids.flatMap((order_id) =>
		["a", "b"].map((rule) => ({
			...happened("FRAUD_ALERT_RAISED", { order_id, reason: "R", rule, amount: 2, country: "US" }),
			id: alertId(order_id, rule),
		})),
	);
	await world.publish(...ids.map((id) => created(id, { amount: 2, items: [line("MANY", 2)] })), ...alerts);
	await flow(world);
}

function tick(id: number, ports: Pick<Ports, "work" | "deps">): Promise<void> {
	const generation = { owns: (key: string) => key === String(id) };
	return carryOut(async () => (await shippingStep.tick?.(ports.deps, generation)) ?? NO_EFFECTS, ports);
}

async function confirm(id: number, world: World, gate: Gate): Promise<{ order: string | null; also: number }> {
	const { execute } = commandsOf(inTurns(world, gate, SHARED));
	const { order, also_resolved } = await execute("resolveAlert", { id: alertId(id), verdict: "CONFIRMED_FRAUD" }, BY_OPERATOR);
	return { order, also: also_resolved.length };
}

describe.each(SYSTEMS)(`a confirmed fraud and a dispatch, $systems, seed ${seed}`, ({ atomic }) => {
	it(
		"have one outcome in 1,000 schedules: the operator's, the order's, the money's and the stock's",
		async () => {
			await using world = await World.open({ atomic, settings: { dispatchMs: 0, deliverMs: 0 } });
			await world.stock(newProduct({ product_id: "MANY", name: "Many", price: 1, stock: STOCK }));
			const random = mulberry32(seed);
			const outcomes = new Map<number, string | null>();
			for (let chunk = 0; chunk < 20; chunk += 1) {
				const ids = Array.from({ length: 50 }, (_, index) => chunk * 50 + index + 1);
				await flagged(ids, world);
				for (const id of ids) {
					await interleave(
						[
							async (gate) => {
								const ports = inTurns(world, gate, SHARED);
								await tick(id, ports);
								await tick(id, ports);
							},
							async (gate) => {
								const { order, also } = await confirm(id, world, gate);
								outcomes.set(id, order);
								expect(also).toBe(1);
							},
						],
						(ready) => Math.floor(random() * ready),
					);
				}
				for (let rounds = 0; rounds < 3; rounds += 1) {
					for (const id of ids) await tick(id, world);
					await flow(world);
				}
			}
			const taken = new Map(world.taken().map((entry) => [entry.orderId, entry]));
			let delivered = 0;
			for (const [id, outcome] of outcomes) {
				const view = await world.doc("orders", id);
				const isCancelled = outcome === "cancelled";
				delivered += isCancelled ? 0 : 1;
				expect(view?.status, `order ${id}: ${outcome}`).toBe(isCancelled ? "CANCELLED" : "DELIVERED");
				const { captured, refunded, attempts } = taken.get(String(id)) ?? {};
				expect({ id, captured, refunded, attempts }).toEqual({ id, captured: true, refunded: isCancelled, attempts: 1 });
				const alerts = (await world.store.alertsOf(String(id))).map(({ doc }) => ({
					state: doc.state,
					stoppable: doc.stoppable,
					order: doc.resolution?.order,
					verdict: doc.resolution?.verdict,
				}));
				const resolved = { state: "RESOLVED", stoppable: false, order: outcome, verdict: "CONFIRMED_FRAUD" };
				expect({ id, alerts }).toEqual({ id, alerts: [resolved, resolved] });
			}
			expect(outcomes.size).toBe(1_000);
			expect(new Set(outcomes.values())).toEqual(new Set(["cancelled", "already SHIPPED", "already DELIVERED"]));
			expect(await world.doc("products", "MANY")).toMatchObject({ on_hand: STOCK - 2 * delivered, reserved: 0 });
		},
		seconds,
	);
});

describe.each(SYSTEMS)("a confirmed fraud and another operator's verdict, $systems", ({ atomic }) => {
	it(
		"leave one verdict, and cancel the order if it is that it is a fraud, in every schedule",
		async () => {
			await using world = await World.open({ atomic, settings: { dispatchMs: 1e9 } });
			await world.stock(newProduct({ product_id: "MANY", name: "Many", price: 1, stock: STOCK }));
			const ends = new Set<string>();
			let id = 0;
			const schedules = await everySchedule(async (choose) => {
				id += 1;
				await flagged([id], world);
				const results: string[] = [];
				const attempt = async (act: () => Promise<unknown>, name: string) => {
					results.push(
						await act().then(
							() => name,
							(error: { code: string }) => `${name} ${error.code}`,
						),
					);
				};
				const verdict = { id: alertId(id), verdict: "FALSE_POSITIVE" } as const;
				await interleave(
					[
						(gate) => attempt(() => confirm(id, world, gate), "fraud"),
						(gate) => {
							const { execute } = commandsOf(inTurns(world, gate, SHARED));
							return attempt(() => execute("resolveAlert", verdict, { actor: { name: "otto", role: "operator" } }), "none");
						},
					],
					choose,
				);
				const alert = await world.doc("alerts", alertId(id));
				const isFraud = results.includes("fraud");
				expect([isFraud, results.includes("none")].toSorted(), results.join()).toEqual([false, true]);
				expect(alert?.resolution?.verdict).toBe(isFraud ? "CONFIRMED_FRAUD" : "FALSE_POSITIVE");
				expect((await world.doc("shipments", id))?.status).toBe(isFraud ? "CANCELLED" : "CREATED");
				for (const result of results) ends.add(result);
			});
			expect(schedules).toBeGreaterThan(atomic ? 5 : 50);
			expect([...ends]).toEqual(expect.arrayContaining(["fraud", "none", "fraud ALERT_RESOLVED"]));
		},
		seconds,
	);
});
