/** What one daemon accepts of its callers. The README lists these numbers. */
export const LIMITS = {
	bodyBytes: 1_048_576,
	/** All headers of a request. */
	headerBytes: 16_384,
	/** Characters of one part of a path. An id that is too long is refused by its schema, with a message, not by the router. */
	pathPart: 2_048,
	/** Calls in one tRPC batch. */
	batch: 50,
	/** Open connections; further ones are closed immediately. */
	connections: 2_000,
	/** From the connection to the end of the headers. */
	headersMs: 15_000,
	/** From the first byte of a request to its last. */
	requestMs: 30_000,
	/** A connection on which nothing has moved for this long during a request is closed: its client does not read. */
	silenceMs: 60_000,
	/** Between two searches for connections that are late. */
	searchMs: 2_000,
	/** Open live streams, of everyone and of one actor. */
	readers: 300,
	readersOfActor: 100,
	/** Requests a minute from one address or of one token. A console and a busy script stay far below; a benchmark on the same machine too. */
	requestsPerMinute: 6_000,
	localRequestsPerMinute: 1_000_000,
};

/** A test has smaller ones. */
export type Limits = Readonly<typeof LIMITS>;
