/** The token of a delivery, for logs that number the epochs of a group's partitions. */
import { Delivery } from "../ports/event-log.ts";

/** A partition as a member of a group holds it. Its epoch changes whenever the deliveries made so far no longer count. */
export interface WithEpoch {
	readonly epoch: number;
}

/** The epochs in which the partitions of a batch were delivered. */
export class Epochs extends Delivery {
	readonly #epochs: ReadonlyMap<WithEpoch, number>;

	constructor(partitions: readonly WithEpoch[]) {
		super();
		this.#epochs = new Map(partitions.map((partition) => [partition, partition.epoch]));
	}

	/** Whether the delivery includes the partition, and its epoch has not ended since. */
	static current(delivery: Delivery, partition: WithEpoch): boolean {
		return delivery instanceof Epochs && delivery.#epochs.get(partition) === partition.epoch;
	}
}
