/** Waits until a fleet has nothing left to do; when it makes no progress, reports what is pending and what the processes did. */
import { GROUPS } from "@orderdeck/contracts/topics";
import { StoreError } from "@orderdeck/core/ports/errors";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import type { Member } from "./member.ts";

export interface Draining {
	readonly log: EventLog;
	readonly store: OrderStore;
	readonly members: ReadonlySet<Member>;
	/** Throws when a process has crashed. */
	readonly throwIfCrashed: () => void;
}

/** Without any progress for this long it is stuck: a busy machine is slow, but makes some. */
const NO_PROGRESS_MS = 240_000;
/** Progress for this long leads nowhere. */
const DEADLINE_MS = 600_000;
/** Each look is some twenty requests to the brokers. */
const LOOK_EVERY_MS = 250;
/** How often what is pending is recorded for the error message. */
const RECORD_MS = 5_000;

/** Resolves when every group has read everything, every order is delivered or cancelled and no restock is due. */
export async function drained({ log, store, members, throwIfCrashed }: Draining): Promise<void> {
	const from = performance.now();
	const record: string[] = [];
	// The shortest first: a long message is cut.
	const stuck = (why: string) =>
		new Error([why, ...[...members].map(countsOf), ...record.slice(-12), ...[...members].map(reportsOf)].join("\n"));
	let [pending, since, recorded] = ["", from, Number.NEGATIVE_INFINITY];
	for (;;) {
		throwIfCrashed();
		const now = await whatIsPending(log, store);
		if (now === "") return;
		const at = performance.now();
		if (at - recorded > RECORD_MS) {
			record.push(`after ${Math.round((at - from) / 1000)} s: ${now.slice(0, 1_000)}`);
			recorded = at;
		}
		if (now !== pending) [pending, since] = [now, at];
		else if (at - since > NO_PROGRESS_MS) throw stuck(`no progress: ${now.slice(0, 300)}`);
		if (at - from > DEADLINE_MS) throw stuck(`not drained: ${now.slice(0, 300)}`);
		await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
	}
}

function countsOf({ name, status }: Member): string {
	const { groups = [], producer, reason } = status() ?? {};
	const counts = groups.map(({ handled, batches, retries }) => `handled ${handled} in ${batches} batches, ${retries} retries`);
	return [name, ...counts, `${producer?.produced ?? 0} produced, ${producer?.running === true ? "on" : "off"}`, reason ?? "ready"].join(
		"; ",
	);
}

function reportsOf({ name, reported }: Member): string {
	return `${name}: ${reported().slice(-2_000)}`;
}

const OPEN = ["CREATED", "CONFIRMED", "PAID", "PREPARED", "SHIPPED"] as const;

/** Which groups have records left, or else which orders, shipments or deliveries are pending; empty when drained. */
async function whatIsPending(log: EventLog, store: OrderStore): Promise<string> {
	const behind = await lagsOf(log);
	if (behind.length > 0) return behind.join(", ");
	const open = await store.listOrders({ status: OPEN }, { limit: 5 });
	if (open.items.length > 0) return `open: ${JSON.stringify(open.items)}`;
	const due = await store.nextShipmentDue();
	if (due !== undefined) return `a shipment is due at ${due}`;
	const ordered = (await store.products()).filter(({ doc }) => doc.restock_due_at !== null || doc.outbox !== undefined);
	if (ordered.length > 0) return `deliveries are due: ${ordered.map(({ doc }) => doc.product_id).join(", ")}`;
	return (await lagsOf(log)).join(", ");
}

/** The groups that have records left; to one that has not committed yet, all are. */
async function lagsOf(log: EventLog): Promise<string[]> {
	try {
		const behind: string[] = [];
		for (const group of Object.values(GROUPS)) behind.push(...(await lagOf(group, log)));
		return behind;
	} catch (error) {
		// Asked again in the next round.
		if (error instanceof StoreError) return [error.message];
		throw error;
	}
}

async function lagOf(group: string, log: EventLog): Promise<string[]> {
	const offsets = await log.groupOffsets(group);
	if (offsets.length === 0) return [`${group} has no offsets`];
	const topics = [...new Set(offsets.map(({ topic }) => topic))];
	const at = new Map(offsets.map(({ topic, partition, committed }) => [`${topic}/${partition}`, committed ?? 0]));
	return (await log.bounds(topics)).flatMap(({ topic, partition, end }) => {
		const committed = at.get(`${topic}/${partition}`) ?? 0;
		return end === committed ? [] : [`${group} ${topic}/${partition} at ${committed} of ${end}`];
	});
}
