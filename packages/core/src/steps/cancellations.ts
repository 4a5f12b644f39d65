/**
 * The one arbiter between a cancellation and a dispatch is the shipment record: the first change wins. A cancellation
 * through the API has claimed it already; one that another program published is claimed by the first step that sees it.
 */
import type { EventOf } from "@orderdeck/contracts/events";
import { isoOf } from "../domain/instant.ts";
import type { PlacedEvent } from "../domain/order-document.ts";
import { cancelShipment } from "../domain/shipment.ts";
import type { Write } from "../ports/documents.ts";
import type { StepDeps } from "../runtime/step.ts";
import { Documents } from "./documents.ts";

export class Cancellations {
	readonly #shipments: Documents<"shipments">;
	readonly #deps: StepDeps;

	private constructor(shipments: Documents<"shipments">, deps: StepDeps) {
		this.#shipments = shipments;
		this.#deps = deps;
	}

	static async read(batch: readonly PlacedEvent[], deps: StepDeps): Promise<Cancellations> {
		const keys = batch.flatMap(({ event }) => (event.type === "ORDER_CANCELLED" ? [event.key] : []));
		return new Cancellations(await Documents.read("shipments", keys, deps), deps);
	}

	/** True when the order will not be dispatched any more; false when it has been, so that the cancellation came too late. */
	claim(event: EventOf<"ORDER_CANCELLED">): boolean {
		const verdict = cancelShipment(this.#shipments.get(event.key), event.data.order_id, isoOf(this.#deps.clock.now()));
		if (verdict.kind === "too-late") return false;
		if (verdict.kind === "cancelled") this.#shipments.set(event.key, verdict.shipment);
		return true;
	}

	writes(): Write[] {
		return this.#shipments.writes();
	}
}
