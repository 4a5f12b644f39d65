/**
 * Dispatch and delivery of the shipments that have fallen due.
 *
 * Where log and store are two systems, a dispatch is written before it is announced, because a cancellation may still be first; the record
 * keeps the event in its outbox. A delivery cannot be undone: it is announced before it is written, and its write replaces the outbox. So
 * each of them is one write. An outbox whose event was perhaps not published is found by the next generation of the group, or after a
 * failure, and is published again at the latest with the delivery, by a member that does not know that the event is in the log.
 */
import type { OrderEvent } from "@orderdeck/contracts/events";
import { instantOf } from "@orderdeck/contracts/instant";
import { advance, published, type ShipmentRecord, withOutbox } from "../domain/shipment.ts";
import { put, type Versioned, type Write } from "../ports/documents.ts";
import type { Generation } from "../ports/event-log.ts";
import { type Effects, NO_EFFECTS, type StepDeps } from "../runtime/step.ts";
import { shipmentEvents } from "./shipment-events.ts";

const MOST_DUE = 1_000;
/** Outboxes beyond these are found when their deliveries fall due. */
const MOST_LOOKED_UP = 10_000;
/** The outbox is kept for a delivery that comes so soon, and emptied by a write of its own otherwise, so that few have to be looked up. */
const KEPT_MS = 60_000;

/** What a member knows of the keys that it owns. */
interface Known {
	/** Orders whose dispatch is in the log and whose delivery is not. */
	readonly announced: Set<string>;
	/** False while there may be outboxes whose event was not published. */
	complete: boolean;
}

const knownIn = new WeakMap<Generation, Known>();

export async function shippingTick(deps: StepDeps, generation: Generation): Promise<Effects> {
	// One time for all of it: a clock that is set back must not find a shipment due that cannot be advanced yet.
	const now = deps.clock.now();
	const { atomic, store } = deps;
	const known = knownIn.get(generation) ?? { announced: new Set(), complete: atomic };
	knownIn.set(generation, known);
	const found = known.complete ? await store.dueShipments(now, MOST_DUE) : await store.dueShipments(now + KEPT_MS, MOST_LOOKED_UP);
	const owned = found.filter(({ doc }) => generation.owns(String(doc.order_id)));
	if (atomic) return owned.length === 0 ? NO_EFFECTS : advanceAll(owned, now, deps);
	return advanceInParts(owned, known, now, deps);
}

function advanceAll(due: readonly Versioned<ShipmentRecord>[], now: number, deps: StepDeps): Effects {
	const moved = due.map((read) => ({ read, after: advance(read.doc, now, deps.settings) }));
	return {
		writes: moved.map(({ read, after }) => put("shipments", String(after.order_id), read, after)),
		events: moved.flatMap(({ after }) => shipmentEvents(after.status, after, now)),
	};
}

/** What is to be done with one shipment: a write that comes before the events, the events, and what is written after them. */
interface Move {
	readonly key: string;
	readonly read: Versioned<ShipmentRecord>;
	readonly before?: ShipmentRecord;
	readonly events: readonly OrderEvent[];
	readonly after?: ShipmentRecord;
}

function advanceInParts(found: readonly Versioned<ShipmentRecord>[], known: Known, now: number, deps: StepDeps): Effects {
	const moves = found.flatMap((read) => moveOf(read, known, now, deps) ?? []);
	if (moves.length === 0) {
		known.complete = true;
		return NO_EFFECTS;
	}
	const written = moves.flatMap(({ key, read, before }) =>
		before === undefined ? [] : [{ key, write: put("shipments", key, read, before) }],
	);
	// Until the events are known to be published, outboxes may have to be looked up again.
	known.complete = false;
	return {
		writes: written.map(({ write }) => write),
		events: moves.flatMap(({ events }) => events),
		async next(versions) {
			known.complete = true;
			const made = new Map(written.map(({ key }, index) => [key, versions[index]]));
			for (const { key } of moves) known.announced.add(key);
			const writes = moves.flatMap(({ key, read, before = read.doc, after }): Write[] => {
				if (after === undefined) return [];
				known.announced.delete(key);
				return [put("shipments", key, { doc: before, cas: made.get(key) ?? read.cas }, after)];
			});
			return { writes, events: [] };
		},
		async again() {
			const keys = found.map(({ doc }) => String(doc.order_id));
			const read = await deps.store.get("shipments", keys);
			return advanceInParts(
				read.flatMap((each) => each ?? []),
				known,
				now,
				deps,
			);
		},
	};
}

function moveOf(read: Versioned<ShipmentRecord>, { announced }: Known, now: number, { settings }: StepDeps): Move | undefined {
	const shipment = read.doc;
	const key = String(shipment.order_id);
	const { status, outbox, due_at } = shipment;
	const isDue = due_at !== null && due_at <= now;
	const owed = outbox === undefined || announced.has(key) ? [] : [outbox];
	if (status === "DISPATCHED" && !isDue) return owed.length === 0 ? undefined : { key, read, events: owed };
	if (!isDue) return undefined;
	// Of a cancellation, or of a dispatch that is announced long before its delivery.
	if (outbox !== undefined && !(status === "DISPATCHED" && instantOf(shipment.updated_at) + settings.deliverMs <= now)) {
		return { key, read, events: [outbox], after: published(shipment, settings.deliverMs) };
	}
	const moved = advance(shipment, now, settings);
	const events = shipmentEvents(moved.status, moved, now);
	if (moved.status !== "DISPATCHED") return { key, read, events: [...owed, ...events], after: moved };
	const [event] = events;
	if (event === undefined) return undefined;
	const isKept = settings.deliverMs <= KEPT_MS;
	const before = withOutbox(moved, event, isKept ? now + settings.deliverMs : now);
	return isKept ? { key, read, before, events } : { key, read, before, events, after: published(before, settings.deliverMs) };
}
