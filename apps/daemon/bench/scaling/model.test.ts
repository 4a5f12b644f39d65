import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	ASSUMED,
	bytesPerOrder,
	deploymentFor,
	deploymentLimit,
	dollarsPerMonth,
	type Inputs,
	limitOf,
	mostOperationsPerOrder,
	operationsOf,
	operationsPerOrder,
	ROLES,
	recordsPerOrder,
} from "./model.ts";

const rate = fc.integer({ min: 1, max: 100_000 });
const perOrder = fc.double({ min: 0, max: 20, noNaN: true });
const byRole = <T>(arbitrary: fc.Arbitrary<T>) =>
	fc.record({ fraud: arbitrary, payments: arbitrary, inventory: arbitrary, shipping: arbitrary, analytics: arbitrary });
const byTopic = (arbitrary: fc.Arbitrary<number>) =>
	fc.record({ orders: arbitrary, payments: arbitrary, inventory: arbitrary, shipping: arbitrary, "fraud-alerts": arbitrary });
const operations = fc.record({ reads: byRole(perOrder), writes: byRole(perOrder) });
const inputs: fc.Arbitrary<Inputs> = fc.record({
	bytes: byTopic(fc.double({ min: 1, max: 5_000, noNaN: true })),
	// An order is at least the record that creates it.
	records: byTopic(fc.double({ min: 0, max: 4, noNaN: true })).map((records) => ({ ...records, orders: 1 })),
	documents: perOrder,
	operations,
	smallBatches: operations,
	fullBatches: operations,
	ordersPerSecond: byRole(rate),
	chargedPerSecond: rate,
	allRolesPerSecond: rate,
	embeddedPerSecond: rate,
	sdkPerSecond: rate,
	updatesPerSecond: rate,
});
const inOneCell = fc.integer({ min: 1, max: ASSUMED.cell });
const numbersOf = (deployment: ReturnType<typeof deploymentFor>) => {
	const { tasks, wholeVcpus: _, ...rest } = deployment;
	return { ...rest, ...tasks };
};

describe("one task", () => {
	test("is never planned with more than was measured, less the reserve", () => {
		fc.assert(
			fc.property(inputs, fc.constantFrom(...ROLES), (given, role) => {
				const { couchbase, plan, planApart } = limitOf(role, given);
				expect(couchbase).toBeLessThanOrEqual(given.ordersPerSecond[role]);
				expect(couchbase * operationsOf(given.operations, role)).toBeLessThanOrEqual(given.sdkPerSecond * (1 + 1e-9));
				if (role === "payments") expect(couchbase).toBeLessThanOrEqual(given.chargedPerSecond);
				expect(plan).toBeCloseTo(couchbase * (1 - ASSUMED.reserve));
				expect(planApart).toBeLessThanOrEqual(plan);
			}),
		);
	});

	test("costs its vCPU and its memory for 730 hours", () => {
		expect(dollarsPerMonth({ vcpu: 1, memory: 0 })).toBeCloseTo(23.637, 3);
		expect(dollarsPerMonth({ vcpu: 0, memory: 1 })).toBeCloseTo(2.599, 3);
		expect(dollarsPerMonth(ASSUMED.task)).toBeCloseTo(28.835, 3);
	});

	test("has the size that Terraform gives it", () => {
		const terraform = readFileSync(new URL("../../../../infra/terraform/main.tf", import.meta.url), "utf8");
		for (const [role, { vcpu, memory }] of Object.entries(ASSUMED.terraform)) {
			expect(terraform).toMatch(new RegExp(`role = "${role}",.* cpu = ${vcpu * 1024}, memory = ${memory * 1024},`));
		}
		const { min, max } = ASSUMED.apiTasks;
		expect(terraform).toMatch(new RegExp(`role = "api",.* min = ${min}, max = ${max}\\b`));
	});
});

describe("an order", () => {
	test("is read by each group that has its topics: orders by four, payments and inventory by three, shipping by two, alerts by one", () => {
		const bytes = { orders: 1, payments: 10, inventory: 100, shipping: 1_000, "fraud-alerts": 10_000 };
		expect(bytesPerOrder({ bytes })).toEqual({ written: 11_111, read: 3 + 30 + 300 + 2_000 + 10_000 + 1 });
	});

	test("costs at most a read and a write more for each further record", () => {
		fc.assert(
			fc.property(inputs, (given) => {
				const more = mostOperationsPerOrder(given) - operationsPerOrder(given.operations);
				expect(more).toBeCloseTo(2 * (recordsPerOrder(given) - 1));
				expect(more).toBeGreaterThanOrEqual(0);
			}),
		);
	});
});

describe("a deployment", () => {
	test("has tasks for its rate, and a partition for each member of a group", () => {
		fc.assert(
			fc.property(inputs, rate, (given, orders) => {
				const { cells, tasks, analyticsApart, partitions, wholeVcpus } = deploymentFor(orders, given);
				expect(orders / cells).toBeLessThanOrEqual(ASSUMED.cell);
				for (const role of ROLES) {
					const { vcpu } = wholeVcpus ? ASSUMED.task : ASSUMED.terraform[role];
					expect(cells * tasks[role] * limitOf(role, given).plan * vcpu).toBeGreaterThanOrEqual(orders * (1 - 1e-9));
					expect(tasks[role]).toBeLessThanOrEqual(partitions);
					if (!wholeVcpus) expect(tasks[role]).toBe(1);
				}
				expect(analyticsApart).toBeGreaterThanOrEqual(tasks.analytics);
				expect(analyticsApart).toBeLessThanOrEqual(partitions);
				expect(partitions % 6).toBe(0);
			}),
		);
	});

	test("never gets smaller or cheaper when the rate rises within a cell", () => {
		fc.assert(
			fc.property(inputs, inOneCell, inOneCell, (given, one, other) => {
				const less = numbersOf(deploymentFor(Math.min(one, other), given));
				const more = numbersOf(deploymentFor(Math.max(one, other), given));
				for (const [name, value] of Object.entries(more)) {
					expect([name, value >= less[name as keyof typeof less]]).toEqual([name, true]);
				}
			}),
		);
	});

	test("of several cells is as many times one cell", () => {
		fc.assert(
			fc.property(inputs, fc.integer({ min: 1, max: 200 }), (given, cells) => {
				const one = deploymentFor(ASSUMED.cell, given);
				const all = deploymentFor(cells * ASSUMED.cell, given);
				expect(all).toMatchObject({ cells, tasks: one.tasks, partitions: one.partitions, readByApiTask: one.readByApiTask });
				for (const total of ["dollarsPerMonth", "written", "read", "retained", "operations", "documentsPerMonth"] as const) {
					expect(all[total] / one[total] || cells).toBeCloseTo(cells, 6);
				}
			}),
		);
	});

	test("with a task of each role per partition processes what its slowest role does", () => {
		fc.assert(
			fc.property(inputs, fc.integer({ min: 1, max: 24 }), (given, partitions) => {
				const limit = deploymentLimit(given, partitions);
				expect(Math.min(...ROLES.map((role) => (partitions * limitOf(role, given).plan) / limit))).toBeCloseTo(1);
			}),
		);
	});

	test("keeps a week of what is written, in bytes, and a month of documents", () => {
		const nothing = { fraud: 0, payments: 0, inventory: 0, shipping: 0, analytics: 0 };
		const none = { reads: nothing, writes: nothing };
		const [given] = fc.sample(inputs, { numRuns: 1, seed: 1 });
		if (given === undefined) throw new Error("no sample");
		const bytes = { orders: 1_000, payments: 0, inventory: 0, shipping: 0, "fraud-alerts": 0 };
		const {
			written,
			retained,
			documentsPerMonth,
			operations: total,
		} = deploymentFor(100, { ...given, bytes, documents: 4, operations: none });
		expect({ written, retained, documentsPerMonth, total }).toEqual({
			written: 1e5,
			retained: 6.048e10,
			documentsPerMonth: 1.0512e9,
			total: 0,
		});
	});
});
