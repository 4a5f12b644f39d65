/** What the daemon does for the record procedures. */
import type { z } from "zod";
import type { RecordView } from "./entities.ts";
import type { recordPositionSchema } from "./requests.ts";

export interface RecordsApi {
	/** Throws NOT_FOUND, with the offsets that can be read there, where no record is at the position. */
	getRecord(position: z.infer<typeof recordPositionSchema>): Promise<RecordView>;
}
