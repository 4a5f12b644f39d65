/** What the adapter asks of kafkajs, in one place, with the reasons. */

export interface KafkaSettings {
	/** A broker behind TLS and a load balancer may take seconds; kafkajs' own default of 1 s gives up on Confluent Cloud. */
	readonly connectionTimeoutMs: number;
	readonly requestTimeoutMs: number;
	/** A killed member's partitions wait for this long; a process whose event loop stands still for as long loses its own. */
	readonly sessionTimeoutMs: number;
	readonly heartbeatMs: number;
	/** How long the others wait in a rebalance for a member that does not come back: ours come back at once. */
	readonly rebalanceTimeoutMs: number;
	/** How long a broker holds a fetch that finds nothing, and so how long stopping may take. */
	readonly maxWaitMs: number;
	readonly maxBytesPerPartition: number;
	/** No more is fetched while this many records wait to be delivered: some tenths of a second of work. */
	readonly bufferedRecords: number;
	/** As above, in bytes of values. */
	readonly bufferedBytes: number;
	/**
	 * A consumer that showed no sign of life, and a request that was not answered for this long, is given up. kafkajs ends requests after
	 * requestTimeoutMs itself, but not those that meet the end of their connection.
	 */
	readonly silenceMs: number;
	/** How often it is looked whether a member is given what there is; one that is not joins its group anew at the second look. */
	readonly watchMs: number;
	/** Disconnecting is given up after this long; what is left ends by itself. */
	readonly closeMs: number;
	/** A caller of `append` is told UNAVAILABLE after this long: a partition has a new leader by then, and a daemon that stops cannot wait. */
	readonly appendMs: number;
}

export const KAFKA_SETTINGS: KafkaSettings = {
	connectionTimeoutMs: 15_000,
	requestTimeoutMs: 30_000,
	sessionTimeoutMs: 15_000,
	heartbeatMs: 2_000,
	rebalanceTimeoutMs: 30_000,
	maxWaitMs: 500,
	maxBytesPerPartition: 1024 * 1024,
	bufferedRecords: 20_000,
	bufferedBytes: 16 * 1024 * 1024,
	silenceMs: 90_000,
	watchMs: 20_000,
	closeMs: 4_000,
	appendMs: 10_000,
};

/** Few and quick: those who call can wait and try again, and want to know. */
export const QUICK_RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 } as const;

/**
 * Some 12 s. Retries without end, as kafkajs recommends for idempotent producers, cannot be called off: a send that its caller has given up
 * would still be written minutes later. A producer whose send failed is discarded, so its sequence numbers are not used again.
 */
export const SEND_RETRY = { initialRetryTime: 100, maxRetryTime: 3_000, retries: 8 } as const;
