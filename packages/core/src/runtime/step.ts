/** A step decides what a consumer group does with a batch; the runtime does it. */
import type { PlacedEvent } from "../domain/order-document.ts";
import type { Clock } from "../ports/clock.ts";
import type { DocumentReader, Versions, Write } from "../ports/documents.ts";
import type { Generation } from "../ports/event-log.ts";
import type { PaymentGateway } from "../ports/payment-gateway.ts";
import type { InventoryQueries } from "../ports/queries/inventory.ts";
import type { ShipmentQueries } from "../ports/queries/shipments.ts";
import type { OutgoingEvent } from "../wire/outgoing-event.ts";

/**
 * What must become durable. With `next`, the writes and events here are made durable first, and what `next` returns is applied after
 * them: for a step that must record what it is about to do before it does it (a charge). The offsets are committed with the last part.
 */
export interface Effects {
	readonly writes: readonly Write[];
	readonly events: readonly OutgoingEvent[];
	/** `versions`: what `writes` made. */
	readonly next?: (versions: Versions) => Promise<Effects>;
	/** Decides this part again, on what is stored by then, when one of its writes was refused. Without it the whole batch is decided again. */
	readonly again?: () => Promise<Effects>;
}

export const NO_EFFECTS: Effects = { writes: [], events: [] };

export interface StepSettings {
	readonly dispatchMs: number;
	readonly deliverMs: number;
	/** 0 = the supplier is off. */
	readonly restockDelayMs: number;
	/** What an amount is in whose event states no currency, and what totals are in where there are several. */
	readonly baseCurrency: string;
}

/** What steps may use. `store` is for reading: writes are part of the effects. */
export interface StepDeps {
	readonly store: DocumentReader & InventoryQueries & ShipmentQueries;
	readonly gateway: PaymentGateway;
	readonly clock: Clock;
	readonly settings: StepSettings;
	/** Whether writes and events become durable together; see UnitOfWork. */
	readonly atomic: boolean;
}

/**
 * A consumer group's decisions. `handle` gets decoded events of one batch, replays left out, each partition's in order. It may be
 * called again with the same events (a redelivery, a lost compare-and-swap), so it decides on what is stored.
 */
export interface Step {
	readonly group: string;
	readonly topics: readonly string[];
	handle(batch: readonly PlacedEvent[], deps: StepDeps): Promise<Effects>;
	/**
	 * What has become due by time; NO_EFFECTS when nothing has. Called several times a second in every member of the group: each acts on
	 * the keys that it owns in the current generation of the group.
	 */
	tick?(deps: StepDeps, generation: Generation): Promise<Effects>;
}
