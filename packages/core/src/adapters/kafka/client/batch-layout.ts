/** Where the parts of a record batch are (format 2, since Kafka 0.11), in bytes from its start. */

export const MAGIC = 2;
/** All formats begin with an offset, and with the length of what follows these two. */
export const LENGTH_AT = 8;
export const FRAME_BYTES = 12;
export const MAGIC_AT = 16;

export const BATCH = {
	crcAt: 17,
	/** The checksum is over what starts here. */
	attributesAt: 21,
	lastOffsetDeltaAt: 23,
	firstTimestampAt: 27,
	maxTimestampAt: 35,
	producerAt: 43,
	countAt: 57,
	recordsAt: 61,
} as const;

/** In the attributes. */
export const COMPRESSION = 0x07;
export const LOG_APPEND_TIME = 0x08;
export const TRANSACTIONAL = 0x10;
export const CONTROL = 0x20;
