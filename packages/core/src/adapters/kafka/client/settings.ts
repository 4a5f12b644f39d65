/** Timeouts and limits, in one place, with the reasons. */

export interface KafkaSettings {
	/** A broker behind TLS and a load balancer may take seconds; kafkajs' default of 1 s fails on Confluent Cloud. */
	readonly connectionTimeoutMs: number;
	readonly requestTimeoutMs: number;
	/** A killed member's partitions are reassigned after this long; a process whose event loop is blocked for as long loses its own. */
	readonly sessionTimeoutMs: number;
	readonly heartbeatMs: number;
	/** How long a rebalance waits for a member that does not rejoin: ours rejoin immediately. */
	readonly rebalanceTimeoutMs: number;
	/** How long a broker holds an empty fetch, and so how long stopping may take. */
	readonly maxWaitMs: number;
	readonly maxBytesPerPartition: number;
	/** Fetching pauses while this many records wait for delivery: some tenths of a second of work. */
	readonly bufferedRecords: number;
	/** As above, in bytes of values. */
	readonly bufferedBytes: number;
	/**
	 * A consumer without any event, and a request without a response, times out after this long. kafkajs ends requests after requestTimeoutMs
	 * itself, but not those whose connection ends.
	 */
	readonly silenceMs: number;
	/** How often a member's fetches are compared with the log; a record that is missed twice makes it rejoin the group. */
	readonly watchMs: number;
	/** A partition whose records cannot be decoded is tried again after this long: its segment may have been replaced or dropped. */
	readonly unreadableMs: number;
	/** Metadata is fetched again after this long: partitions are added to topics. */
	readonly metadataMs: number;
	/** Closing waits this long for a disconnect; what remains ends by itself. */
	readonly closeMs: number;
	/** An append rejects with UNAVAILABLE after this long: a partition has a new leader by then, and a daemon that stops cannot wait. */
	readonly appendMs: number;
	/** How long a commit waits for the end of a rebalance or for its coordinator: less than the time in which a daemon must stop. */
	readonly commitMs: number;
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
	unreadableMs: 30_000,
	metadataMs: 30_000,
	closeMs: 4_000,
	appendMs: 10_000,
	commitMs: 6_000,
};

/** Few and fast: the callers retry, and must learn of the failure. */
export const QUICK_RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 } as const;

/**
 * Some 12 s. Unlimited retries, as kafkajs recommends for idempotent producers, cannot be cancelled: a send that has timed out for its caller
 * would still be written minutes later. A producer whose send failed is discarded, so its sequence numbers are not used again.
 */
export const SEND_RETRY = { initialRetryTime: 100, maxRetryTime: 3_000, retries: 8 } as const;
