/**
 * The arithmetic of docs/scaling.md: from what was measured and what is assumed to tasks, partitions, volumes and dollars. Pure. An input that is NaN,
 * because it was not measured, makes NaN of what depends on it, and of nothing else.
 */
import { ORDER_EVENT_TOPICS, type OrderEventTopic, PARTITIONS } from "@orderdeck/contracts/topics";
import { STEPS } from "../../src/pipeline/step-tuning.ts";

/** Those that have a consumer group. */
export const ROLES = ["fraud", "payments", "inventory", "shipping", "analytics"] as const;
export type StepRole = (typeof ROLES)[number];

/** Documents, by order and role. */
export interface Operations {
	readonly reads: Readonly<Record<StepRole, number>>;
	readonly writes: Readonly<Record<StepRole, number>>;
}

/** What was measured; the rows of docs/measurements.json are in inputs.ts. */
export interface Inputs {
	/** Keys, values and headers of an order's records, in bytes. */
	readonly bytes: Readonly<Record<OrderEventTopic, number>>;
	/** Records of an order. */
	readonly records: Readonly<Record<OrderEventTopic, number>>;
	/** Documents that an order leaves in the store. */
	readonly documents: number;
	/** With batches of 1,000 orders; with smaller ones; with as many waiting as a batch takes. */
	readonly operations: Operations;
	readonly smallBatches: Operations;
	readonly fullBatches: Operations;
	/** One task of the role on Kafka, with the embedded store. */
	readonly ordersPerSecond: Readonly<Record<StepRole, number>>;
	/** Payments, where a charge takes 100 ms. */
	readonly chargedPerSecond: number;
	/** All roles in one process, on Kafka. */
	readonly allRolesPerSecond: number;
	/** All roles in one process, on the embedded log and store. */
	readonly embeddedPerSecond: number;
	/** Documents that one process reads and writes over Couchbase's SDK. */
	readonly sdkPerSecond: number;
	/** Updates of orders that the console follows. */
	readonly updatesPerSecond: number;
}

export interface TaskSize {
	readonly vcpu: number;
	/** GB, as Fargate counts it. */
	readonly memory: number;
}

/** What is assumed. */
export const ASSUMED = {
	/** Fargate, Linux on ARM64, on demand, list price of us-east-1, in $ per vCPU-hour and GB-hour. */
	vcpuHour: 0.03238,
	gbHour: 0.00356,
	hoursPerMonth: 730,
	/** The share of a task's rate that is kept for bursts, catching up and a failed neighbor. */
	reserve: 0.4,
	retentionDays: 7,
	/** Orders per second of one deployment, above which there are several. */
	cell: 10_000,
	/** From where Terraform's sizes do not suffice. */
	task: { vcpu: 1, memory: 2 },
	/** The defaults of infra/terraform. */
	terraform: {
		fraud: { vcpu: 0.25, memory: 0.5 },
		payments: { vcpu: 0.5, memory: 1 },
		inventory: { vcpu: 0.5, memory: 1 },
		shipping: { vcpu: 0.25, memory: 0.5 },
		analytics: { vcpu: 0.5, memory: 1 },
		api: { vcpu: 0.5, memory: 1 },
	},
	/** Tasks of the API in a deployment: Terraform's minimum with Terraform's sizes, else its maximum. */
	apiTasks: { min: 2, max: 4 },
} as const;

/** $ per month of a task that always runs. */
export function dollarsPerMonth({ vcpu, memory }: TaskSize): number {
	return (vcpu * ASSUMED.vcpuHour + memory * ASSUMED.gbHour) * ASSUMED.hoursPerMonth;
}

/** Bytes of an order. Each group fetches its topics whole, and each task of the API all of them. */
export function bytesPerOrder({ bytes }: Pick<Inputs, "bytes">): { readonly written: number; readonly read: number } {
	const of = (topics: readonly string[]) => sum(ORDER_EVENT_TOPICS.filter((topic) => topics.includes(topic)).map((topic) => bytes[topic]));
	return { written: of(ORDER_EVENT_TOPICS), read: sum(ROLES.map((role) => of(STEPS[role]?.topics ?? []))) };
}

export function recordsPerOrder({ records }: Pick<Inputs, "records">): number {
	return sum(Object.values(records));
}

export function operationsOf({ reads, writes }: Operations, role: StepRole): number {
	return reads[role] + writes[role];
}

/** Documents that all roles read and write for an order. */
export function operationsPerOrder(operations: Operations): number {
	return sum(ROLES.map((role) => operationsOf(operations, role)));
}

/**
 * The same at most, where no two events of an order are in one batch. The view of the order is then read and written with each record; the measured
 * operations contain one such read and write.
 */
export function mostOperationsPerOrder(inputs: Inputs): number {
	return operationsPerOrder(inputs.operations) + apart(inputs);
}

function apart(inputs: Inputs): number {
	return 2 * (recordsPerOrder(inputs) - 1);
}

/** Orders per second of one task with 1 vCPU. */
export interface Limit {
	readonly embedded: number;
	/** With Couchbase: what the SDK's rate allows for the operations of an order, and no more than with the embedded store. */
	readonly couchbase: number;
	/** Without the reserve. */
	readonly plan: number;
	/** `plan` where no two events of an order are in one batch, which only analytics depends on. */
	readonly planApart: number;
}

export function limitOf(role: StepRole, inputs: Inputs): Limit {
	const embedded = inputs.ordersPerSecond[role];
	const most = role === "payments" ? Math.min(embedded, inputs.chargedPerSecond) : embedded;
	const rateOf = (operations: number) => Math.min(most, inputs.sdkPerSecond / operations);
	const operations = operationsOf(inputs.operations, role);
	const couchbase = rateOf(operations);
	const alone = role === "analytics" ? rateOf(operations + apart(inputs)) : couchbase;
	return { embedded, couchbase, plan: couchbase * (1 - ASSUMED.reserve), planApart: alone * (1 - ASSUMED.reserve) };
}

/** Orders per second of one deployment with as many tasks of each role as there are partitions. */
export function deploymentLimit(inputs: Inputs, partitions: number): number {
	return partitions * Math.min(...ROLES.map((role) => limitOf(role, inputs).plan));
}

/** What a rate of orders requires. */
export interface Deployment {
	/** Deployments among which the orders are divided. */
	readonly cells: number;
	/** Of each cell. */
	readonly tasks: Readonly<Record<StepRole, number>>;
	/** Of analytics in each cell, where no two events of an order are in one batch. */
	readonly analyticsApart: number;
	readonly apiTasks: number;
	/** Of each topic: a multiple of the default, as many as the largest group may have members, since adding some later takes a drained pipeline. */
	readonly partitions: number;
	/** False: one task of each role, in Terraform's size, suffices. */
	readonly wholeVcpus: boolean;
	/** Of all cells. */
	readonly dollarsPerMonth: number;
	/** Bytes per second, uncompressed: written to Kafka, read by all groups, and by each task of the API. */
	readonly written: number;
	readonly read: number;
	readonly readByApiTask: number;
	/** Bytes, before replication. */
	readonly retained: number;
	/** Per second: with shared batches, and at most. */
	readonly operations: number;
	readonly mostOperations: number;
	readonly documentsPerMonth: number;
}

export function deploymentFor(rate: number, inputs: Inputs): Deployment {
	const cells = Math.ceil(rate / ASSUMED.cell);
	const inCell = rate / cells;
	const limits = new Map(ROLES.map((role) => [role, limitOf(role, inputs)]));
	const planOf = (role: StepRole, plan: "plan" | "planApart" = "plan") => limits.get(role)?.[plan] ?? Number.NaN;
	// A share of a vCPU is taken to do that share of the work.
	const wholeVcpus = !ROLES.every((role) => inCell <= planOf(role, "planApart") * ASSUMED.terraform[role].vcpu);
	const sizeOf = (role: StepRole | "api"): TaskSize => (wholeVcpus ? ASSUMED.task : ASSUMED.terraform[role]);
	const tasksOf = (role: StepRole, plan?: "planApart") => Math.max(1, Math.ceil(inCell / (planOf(role, plan) * sizeOf(role).vcpu)));
	const tasks = Object.fromEntries(ROLES.map((role) => [role, tasksOf(role)])) as Record<StepRole, number>;
	const analyticsApart = tasksOf("analytics", "planApart");
	const largest = Math.max(analyticsApart, ...Object.values(tasks));
	const apiTasks = Number.isNaN(largest) ? Number.NaN : wholeVcpus ? ASSUMED.apiTasks.max : ASSUMED.apiTasks.min;
	const dollars = sum(ROLES.map((role) => tasks[role] * dollarsPerMonth(sizeOf(role)))) + apiTasks * dollarsPerMonth(sizeOf("api"));
	const bytes = bytesPerOrder(inputs);
	return {
		cells,
		tasks,
		analyticsApart,
		apiTasks,
		partitions: PARTITIONS * Math.ceil(largest / PARTITIONS),
		wholeVcpus,
		dollarsPerMonth: cells * dollars,
		written: rate * bytes.written,
		read: rate * bytes.read,
		readByApiTask: inCell * bytes.written,
		retained: rate * bytes.written * ASSUMED.retentionDays * 86_400,
		operations: rate * operationsPerOrder(inputs.operations),
		mostOperations: rate * mostOperationsPerOrder(inputs),
		documentsPerMonth: rate * inputs.documents * ASSUMED.hoursPerMonth * 3_600,
	};
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
