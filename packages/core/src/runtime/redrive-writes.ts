/** What a group writes about the redriven records of its batch: whether each was handled, or has failed again. */
import { moveLetter } from "../domain/letters.ts";
import { type DocumentReader, put, type Write } from "../ports/documents.ts";
import type { LogRecord } from "../ports/event-log.ts";
import { redriveGroupOf } from "../wire/dead-letter.ts";

/** Part of the batch's unit of work. `dead`: those of the records that become dead letters, each with its error. */
export async function redriveWrites(
	records: readonly LogRecord[],
	dead: ReadonlyMap<LogRecord, string>,
	{ store, group, at }: { readonly store: DocumentReader; readonly group: string; readonly at: number },
): Promise<readonly Write[]> {
	const redriven = new Map(
		records.flatMap((record) => {
			const { redrive_of: id } = record.headers;
			return id !== undefined && redriveGroupOf(record) === group ? [[id, record] as const] : [];
		}),
	);
	if (redriven.size === 0) return [];
	const ids = [...redriven.keys()];
	const letters = await store.get("dead_letters", ids);
	return ids.flatMap((id, place) => {
		const read = letters[place];
		const record = redriven.get(id);
		// A redelivery of an earlier redrive changes nothing.
		if (read === undefined || record === undefined || record.headers.redrive_count !== String(read.doc.redrive_count)) return [];
		const error = dead.get(record);
		const moved = moveLetter(read.doc, { to: error === undefined ? "SUCCEEDED" : "FAILED_AGAIN", at, by: group, note: error });
		return moved === undefined ? [] : [put("dead_letters", id, read, moved)];
	});
}
