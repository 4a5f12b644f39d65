/** Where an order waits now: for which group, at which record, and which records are ahead of it. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { LifecycleEntry, OrderView } from "@orderdeck/contracts/orders/entities";
import type { whereIsSchema } from "@orderdeck/contracts/orders/requests";
import { type EventType, GROUPS, type GroupId, TOPIC_OF } from "@orderdeck/contracts/topics";
import type { z } from "zod";

export type WhereIs = z.infer<typeof whereIsSchema>;

/** Where an order waits, without what is ahead of it: that is counted from the committed offset up to the order's own record. */
export interface WaitingPlace {
	readonly where: Omit<WhereIs, "ahead">;
	/** The group's committed offset; undefined where no record is waited for, or it is not known. */
	readonly committed: number | undefined;
}

/** A record that a group must consume for the order to continue, and the event that shows that it has. */
interface Wait {
	readonly stage: WhereIs["stage"];
	readonly group: GroupId;
	readonly entry: LifecycleEntry | undefined;
	readonly shows: EventType;
}

/**
 * Judged by the view and the groups' newest lag. The first group that has not passed the order's record is the one it waits for. When all
 * have passed it, the order waits for analytics to see what they did: that record's offset is not known. Dispatch and delivery wait
 * for time, not for a record.
 */
export function whereIs(view: Readonly<OrderView>, lags: readonly GroupLag[]): WaitingPlace {
	const entry = (type: EventType) => view.lifecycle.find((known) => known.type === type);
	if (view.status === "DELIVERED" || view.status === "CANCELLED") return at("done", { since: endOf(view) });
	const dispatched = entry("SHIPMENT_DISPATCHED");
	if (dispatched !== undefined) return at("delivery", { group: GROUPS.shipping, since: dispatched.occurred_at });
	const created = entry("SHIPMENT_CREATED");
	if (created !== undefined) return at("dispatch", { group: GROUPS.shipping, since: created.occurred_at });
	const waits = waitsOf(entry);
	const wait = waits.find((each) => !hasPassed(each, lags)) ?? waits[0];
	return wait === undefined ? at("shipping", { group: GROUPS.shipping, since: view.updated_at }) : positionOf(wait, lags);
}

function waitsOf(entry: (type: EventType) => LifecycleEntry | undefined): readonly Wait[] {
	const order = entry("ORDER_CREATED");
	const paid = entry("PAYMENT_PROCESSED");
	const reserved = entry("INVENTORY_RESERVED");
	const payment: Wait = { stage: "payment", group: GROUPS.payments, entry: order, shows: "PAYMENT_PROCESSED" };
	const inventory: Wait = { stage: "inventory", group: GROUPS.inventory, entry: order, shows: "INVENTORY_RESERVED" };
	if (paid === undefined || reserved === undefined) return [...(paid ? [] : [payment]), ...(reserved ? [] : [inventory])];
	const facts = [paid, reserved].toSorted((a, b) => (a.occurred_at < b.occurred_at ? 1 : -1));
	return facts.map((fact) => ({ stage: "shipping", group: GROUPS.shipping, entry: fact, shows: "SHIPMENT_CREATED" }));
}

function positionOf(wait: Wait, lags: readonly GroupLag[]): WaitingPlace {
	const { stage, group, entry, shows } = wait;
	if (entry === undefined) return at(stage, { group });
	const since = entry.occurred_at;
	if (hasPassed(wait, lags)) return at(stage, { group: GROUPS.analytics, topic: TOPIC_OF[shows], partition: entry.partition, since });
	const { topic, partition, offset } = entry;
	return { ...at(stage, { group, topic, partition, offset, since }), committed: committedOf(wait, lags) };
}

function hasPassed(wait: Wait, lags: readonly GroupLag[]): boolean {
	const committed = committedOf(wait, lags);
	return committed !== undefined && wait.entry !== undefined && committed > wait.entry.offset;
}

function committedOf({ group, entry }: Wait, lags: readonly GroupLag[]): number | undefined {
	const partitions = lags.find((lag) => lag.group === group)?.partitions;
	return partitions?.find(({ topic, partition }) => topic === entry?.topic && partition === entry.partition)?.committed ?? undefined;
}

/** When the order came to its end: what delivered or cancelled it, not a refund or an alert after it. */
function endOf(view: Readonly<OrderView>): string {
	const ends: readonly EventType[] = ["SHIPMENT_DELIVERED", "ORDER_CANCELLED", "PAYMENT_FAILED", "INVENTORY_FAILED"];
	return view.lifecycle.find(({ type }) => ends.includes(type))?.occurred_at ?? view.created_at;
}

function at(stage: WhereIs["stage"], place: Partial<WaitingPlace["where"]>): WaitingPlace {
	const where = { stage, group: null, topic: null, partition: null, offset: null, since: null, ...place };
	return { where, committed: undefined };
}
