/** What docs/scaling.md takes from docs/measurements.json. */
import { ORDER_EVENT_TOPICS } from "@orderdeck/contracts/topics";
import { BACKLOG, FEW } from "../operation-sizes.ts";
import type { Measurements } from "../record/measurements.ts";
import { type Inputs, ROLES, type StepRole } from "./model.ts";

/** The rows that the document needs, and the bench that measures each. */
const MEASURED_BY = {
	"order-bytes": "operations",
	"order-records": "operations",
	"order-documents": "operations",
	"operations-reads": "operations",
	"operations-writes": "operations",
	[`operations-reads-${FEW}`]: "operations",
	[`operations-writes-${FEW}`]: "operations",
	[`operations-reads-${BACKLOG}`]: "operations",
	[`operations-writes-${BACKLOG}`]: "operations",
	"roles-fraud": "roles",
	"roles-payments": "roles",
	"roles-inventory": "roles",
	"roles-shipping": "roles",
	"roles-analytics": "roles",
	"kafka-payments": "kafka",
	"kafka-all-roles": "kafka",
	"couchbase-operations": "couchbase",
	"pipeline-orders": "pipeline",
	"console-updates": "console",
} as const;
type RowId = keyof typeof MEASURED_BY;

export interface Missing {
	readonly id: string;
	readonly bench: string;
}

/** A row or a part of one that is not there is NaN, and so is whatever depends on it; `missing` names these rows. */
export function inputsOf({ rows }: Measurements): { readonly inputs: Inputs; readonly missing: readonly Missing[] } {
	const missing = new Set<RowId>();
	const known = (id: RowId, value: number | undefined): number => {
		if (value === undefined) missing.add(id);
		return value ?? Number.NaN;
	};
	const rowOf = (id: RowId) => rows.find((row) => row.id === id);
	const value = (id: RowId) => known(id, rowOf(id)?.value);
	const parts = <N extends string>(id: RowId, names: readonly N[]) => {
		const row = rowOf(id);
		return Object.fromEntries(names.map((name) => [name, known(id, row?.parts?.[name])])) as Record<N, number>;
	};
	const byRole = (id: (role: StepRole) => RowId) =>
		Object.fromEntries(ROLES.map((role) => [role, value(id(role))])) as Record<StepRole, number>;
	const operations = (suffix: "" | `-${typeof FEW}` | `-${typeof BACKLOG}` = "") => ({
		reads: parts(`operations-reads${suffix}`, ROLES),
		writes: parts(`operations-writes${suffix}`, ROLES),
	});
	const inputs = {
		bytes: parts("order-bytes", ORDER_EVENT_TOPICS),
		records: parts("order-records", ORDER_EVENT_TOPICS),
		documents: value("order-documents"),
		operations: operations(),
		smallBatches: operations(`-${FEW}`),
		fullBatches: operations(`-${BACKLOG}`),
		ordersPerSecond: byRole((role) => `roles-${role}`),
		chargedPerSecond: value("kafka-payments"),
		allRolesPerSecond: value("kafka-all-roles"),
		embeddedPerSecond: value("pipeline-orders"),
		sdkPerSecond: value("couchbase-operations"),
		updatesPerSecond: value("console-updates"),
	};
	return { inputs, missing: [...missing].map((id) => ({ id, bench: MEASURED_BY[id] })) };
}
