/**
 * Keeps the collection of dead letters: reads what is new in a group's topic of dead letters, from where it was left. Several processes may do
 * so at once: each letter is inserted once, and a position that another process has moved is read again.
 */
import { deadLetterTopic } from "@orderdeck/contracts/topics";
import { type DocumentReader, type LetterPositions, put, type Versioned } from "../ports/documents.ts";
import { UnreadableRecord } from "../ports/errors.ts";
import type { Bounds, EventLog, LogRecord, Position } from "../ports/event-log.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { letterOf } from "../wire/letter.ts";

export interface LetterIndexDeps {
	readonly log: Pick<EventLog, "read" | "bounds">;
	readonly store: DocumentReader;
	readonly work: UnitOfWork;
	/** Called for a partition whose next letters cannot be decoded; it is tried again with the next call. */
	readonly onUnreadable: (error: UnreadableRecord) => void;
}

/** Letters of one partition in one call. */
const READ = 200;

/**
 * Some more of the group's letters. Returns how many were read; 0 when all are known. Throws CasMismatch when another process was first: call
 * it again.
 */
export async function indexLetters(deps: LetterIndexDeps, group: string): Promise<number> {
	const [known] = await deps.store.get("letter_positions", [group]);
	const bounds = await deps.log.bounds([deadLetterTopic(group)]);
	const read = await Promise.all(bounds.map((each) => nextLetters(deps, each, known)));
	const records = read.flat();
	if (records.length === 0) return 0;
	const next = { ...known?.doc.next };
	for (const { partition, offset } of records) next[partition] = offset + 1;
	const letters = records.map((record) => letterOf(record, group));
	await deps.work.apply({
		writes: [
			...letters.map((doc) => ({ op: "ensure", collection: "dead_letters", key: doc.letter_id, doc }) as const),
			put("letter_positions", group, known, { ...known?.doc, group, next }),
		],
		records: [],
	});
	return records.length;
}

async function nextLetters(
	{ log, onUnreadable }: LetterIndexDeps,
	{ topic, partition, earliest, end }: Bounds,
	known: Versioned<LetterPositions> | undefined,
): Promise<readonly LogRecord[]> {
	const position: Position = { topic, partition, offset: Math.max(earliest, known?.doc.next[partition] ?? 0) };
	if (position.offset >= end) return [];
	try {
		return await log.read(position, READ);
	} catch (error) {
		if (!(error instanceof UnreadableRecord)) throw error;
		onUnreadable(error);
		return [];
	}
}
