/** Whose code encodes and decodes records in this process. */

/** `fast` is ours, with the same bytes and messages; `kafkajs` is the library's own, in case they should differ after all. */
export const RECORD_CODECS = ["fast", "kafkajs"] as const;
export type RecordCodec = (typeof RECORD_CODECS)[number];

let selected: RecordCodec = "fast";

/** For all clients of this process, also those that exist: kafkajs' encoders and decoders belong to none of them. */
export function selectRecordCodec(codec: RecordCodec): void {
	selected = codec;
}

export function selectedRecordCodec(): RecordCodec {
	return selected;
}
