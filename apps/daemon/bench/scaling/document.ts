/** What is generated in docs/scaling.md: each figure is measured or comes from the model. */
import { ORDER_EVENT_TOPICS, PARTITIONS } from "@orderdeck/contracts/topics";
import { BACKLOG, FEW, ORDERS } from "../operation-sizes.ts";
import { block } from "../record/generated.ts";
import type { Measurements } from "../record/measurements.ts";
import { number } from "../table.ts";
import { inputsOf, type Missing } from "./inputs.ts";
import {
	ASSUMED,
	bytesPerOrder,
	type Deployment,
	deploymentFor,
	deploymentLimit,
	dollarsPerMonth,
	type Inputs,
	limitOf,
	type Operations,
	operationsOf,
	operationsPerOrder,
	ROLES,
	recordsPerOrder,
	type StepRole,
} from "./model.ts";

const RATES = [100, 10_000, 1_000_000] as const;
const UNKNOWN = "not measured yet";

export function scalingTexts(measurements: Measurements): Readonly<Record<string, string>> {
	const { inputs, missing } = inputsOf(measurements);
	const limit = deploymentLimit(inputs, PARTITIONS);
	const analytics = limitOf("analytics", inputs);
	return {
		missing: block(missingText(missing)),
		order: block(orderTable(inputs)),
		cost: block(costTable(inputs)),
		roles: block(rolesTable(inputs)),
		rates: block(ratesTable(inputs)),
		sdk: about(inputs.sdkPerSecond),
		reserve: percent(ASSUMED.reserve),
		partitions: number(PARTITIONS),
		"deployment-limit": about(limit),
		"deployment-limit-without-reserve": about(limit / (1 - ASSUMED.reserve)),
		"task-size": `${ASSUMED.task.vcpu} vCPU and ${ASSUMED.task.memory} GB`,
		prices: `us-east-1: ${ASSUMED.vcpuHour} $ a vCPU-hour and ${ASSUMED.gbHour} $ a GB-hour`,
		"task-dollars": dollars(dollarsPerMonth(ASSUMED.task)),
		hours: number(ASSUMED.hoursPerMonth),
		records: shown(recordsPerOrder(inputs)),
		embedded: about(inputs.embeddedPerSecond),
		"all-roles": about(inputs.allRolesPerSecond),
		"analytics-limit": about(PARTITIONS * analytics.plan),
		"analytics-limit-apart": about(PARTITIONS * analytics.planApart),
		updates: about(inputs.updatesPerSecond),
		cell: number(ASSUMED.cell),
		rate: number(RATES[2]),
		cells: number(deploymentFor(RATES[2], inputs).cells),
	};
}

function missingText(missing: readonly Missing[]): string {
	if (missing.length === 0) return "";
	const benches = [...new Set(missing.map(({ bench }) => bench))];
	return `Not measured yet: ${missing.map(({ id }) => `\`${id}\``).join(", ")}. \`npm run bench -- ${benches.join(" ")} --record\` measures them.`;
}

function orderTable(inputs: Inputs): string {
	const { written, read } = bytesPerOrder(inputs);
	const topics = ORDER_EVENT_TOPICS.map((topic) => {
		const [size, records] = [inputs.bytes[topic], inputs.records[topic]];
		return `${topic} ${ifKnown(size + records, `${bytes(size)} in ${shown(records)}`)}`;
	});
	const { reads, writes } = inputs.operations;
	const sum = (kind: Readonly<Record<StepRole, number>>) => ROLES.reduce((total, role) => total + kind[role], 0);
	const records = recordsPerOrder(inputs);
	return table(
		["", "an order", "of which"],
		[
			["into Kafka", ifKnown(written + records, `${bytes(written)} in ${shown(records)} records`), topics.join("; ")],
			[
				"out of Kafka",
				ifKnown(read, `${bytes(read)} to the groups`),
				"each group reads its topics; besides, each task of the API reads what is written",
			],
			[
				"store",
				ifKnown(operationsPerOrder(inputs.operations), `${shown(sum(reads))} reads and ${shown(sum(writes))} writes of documents by key`),
				"by role: below",
			],
			[
				"in the store",
				ifKnown(inputs.documents, `${shown(inputs.documents)} documents`),
				"the order with its events, payment, reservation, shipment, alerts",
			],
		],
	);
}

function costTable(inputs: Inputs): string {
	const { operations, smallBatches, fullBatches } = inputs;
	const total = operationsPerOrder(operations);
	const each = ({ reads, writes }: Operations, role: StepRole) =>
		ifKnown(reads[role] + writes[role], `${shown(reads[role])} + ${shown(writes[role])}`);
	const share = (role: StepRole) => percent(operationsOf(operations, role) / total);
	return table(
		["reads + writes of an order", `${number(FEW)} orders`, `${number(ORDERS)} orders`, "share", `${number(BACKLOG)} waiting`],
		[
			...ROLES.map((role) => [role, each(smallBatches, role), each(operations, role), share(role), each(fullBatches, role)]),
			["all", shown(operationsPerOrder(smallBatches)), shown(total), percent(total / total), shown(operationsPerOrder(fullBatches))],
		],
	);
}

function rolesTable(inputs: Inputs): string {
	const rows = ROLES.map((role) => {
		const { embedded, couchbase, plan } = limitOf(role, inputs);
		const charged = role === "payments" ? `; ${perSecond(inputs.chargedPerSecond)} with 100 ms per charge` : "";
		const operations = shown(operationsOf(inputs.operations, role));
		return [role, `${perSecond(embedded)}${charged}`, operations, perSecond(couchbase), perSecond(plan)];
	});
	return table(["role", "embedded store, measured", "operations per order", "on Couchbase, at most", "plan with"], rows);
}

function ratesTable(inputs: Inputs): string {
	const columns = RATES.map((rate) => deploymentFor(rate, inputs));
	const row = (name: string, text: (column: Deployment) => string) => [name, ...columns.map(text)];
	const count = ({ cells }: Deployment, value: number) => ifKnown(value, `${cells === 1 ? "" : `${number(cells)} × `}${number(value)}`);
	return table(
		["orders per second", ...RATES.map(number)],
		[
			row("cells", ({ cells }) => number(cells)),
			row("size of a task", ({ wholeVcpus, apiTasks }) =>
				ifKnown(apiTasks, wholeVcpus ? `${ASSUMED.task.vcpu} vCPU, ${ASSUMED.task.memory} GB` : "as Terraform has it"),
			),
			...ROLES.map((role) => row(role, (column) => count(column, column.tasks[role]))),
			row("analytics, if each event comes in a batch of its own", (column) => count(column, column.analyticsApart)),
			row("API", (column) => count(column, column.apiTasks)),
			row("partitions of a topic", (column) => count(column, column.partitions)),
			row("Fargate, per month", (column) => dollars(column.dollarsPerMonth)),
			row("into Kafka", ({ written }) => bytesPerSecond(written)),
			row("out of Kafka, to the groups", ({ read }) => bytesPerSecond(read)),
			row("out of Kafka, to each task of the API", ({ readByApiTask }) => bytesPerSecond(readByApiTask)),
			row(`Kafka, ${ASSUMED.retentionDays} days of retention, before replication`, ({ retained }) => bytes(retained)),
			row("Couchbase operations per second", ({ operations }) => large(operations)),
			row("the same, if each event comes in a batch of its own", ({ mostOperations }) => large(mostOperations)),
			row("new documents per month", ({ documentsPerMonth }) => large(documentsPerMonth)),
		],
	);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function ifKnown(value: number, text: string): string {
	return Number.isNaN(value) ? UNKNOWN : text;
}

/** As measured. */
function shown(value: number): string {
	return ifKnown(value, number(value));
}

/** Two digits, where more would pretend a precision. */
function about(value: number): string {
	return shown(Number(value.toPrecision(2)));
}

function perSecond(value: number): string {
	return ifKnown(value, `${about(value)}/s`);
}

function dollars(value: number): string {
	return ifKnown(value, `${about(value)} $`);
}

function percent(share: number): string {
	return ifKnown(share, `${number(Math.round(share * 100))} %`);
}

function bytes(value: number): string {
	return scaled(value, ["B", "kB", "MB", "GB", "TB", "PB"]);
}

function bytesPerSecond(value: number): string {
	return ifKnown(value, `${bytes(value)}/s`);
}

function large(value: number): string {
	return value < 1e6 ? about(value) : scaled(value / 1e6, ["million", "billion", "trillion"]);
}

/** In the first of these units, each a thousand times the one before, that leaves less than a thousand. */
function scaled(value: number, [unit = "", ...larger]: readonly string[]): string {
	if (value >= 1_000 && larger.length > 0) return scaled(value / 1_000, larger);
	return ifKnown(value, `${about(value)} ${unit}`);
}
