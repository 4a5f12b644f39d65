/** What the daemon does for the record procedures. */
import type { z } from "zod";
import type { RecordPlace, RecordView } from "./entities.ts";
import type { recordPositionSchema, recordSinceSchema } from "./requests.ts";

export interface RecordsApi {
	/** Throws NOT_FOUND, with the offsets that can be read there, where no record is at the position. */
	getRecord(position: z.infer<typeof recordPositionSchema>): Promise<RecordView>;
	/** Throws NOT_FOUND where the partition has no record of that time or later. */
	firstRecordSince(input: z.infer<typeof recordSinceSchema>): Promise<RecordPlace>;
}
