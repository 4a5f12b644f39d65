/**
 * Redrives dead letters: each record is published again to its topic, for the group that failed. The letter moves to REDRIVING by
 * compare-and-swap first, in one transaction with the record where log and store share one; where they do not, a record whose letter has
 * moved is published again by the same job, and its group, which receives every record at least once, handles it once.
 */
import { AppError } from "@orderdeck/contracts/errors";
import type { letterCommands } from "@orderdeck/contracts/letters/requests";
import { z } from "zod";
import type { RecordResult } from "../../domain/job.ts";
import { letterRefusal } from "../../domain/letter-refusal.ts";
import { moveLetter, returnLetter } from "../../domain/letters.ts";
import { type LetterPositions, put, type Versioned } from "../../ports/documents.ts";
import { AppendRefused } from "../../ports/errors.ts";
import { redrivenRecord } from "../../wire/dead-letter.ts";
import type { Handler } from "../handler.ts";
import { letterRecord } from "../letter-record.ts";
import { selectLetters } from "../letter-selection.ts";
import { retryOnConflict } from "../retry-on-conflict.ts";
import { done, type JobDeps, type JobRecord, type RecordsKind } from "./kind.ts";
import { followOutcomes } from "./redrive-outcomes.ts";
import { startJob } from "./start-job.ts";

export const REDRIVE_LETTERS = "redrive-letters";

const inputSchema = z.object({ group: z.string(), stop_at_failure_share: z.number().optional() });

export const redriveLettersKind: RecordsKind = {
	prepare(raw) {
		const { group, stop_at_failure_share: stopAt } = inputSchema.parse(raw);
		const outcomes = followOutcomes(group, stopAt);
		return async (deps, record) => {
			const result = await retryOnConflict(deps.clock, () => redrive(deps, record));
			await outcomes.published(record.target, deps);
			return result;
		};
	},
};

async function redrive({ store, work, log, clock }: JobDeps, { target, request }: JobRecord): Promise<RecordResult> {
	const [read] = await store.get("dead_letters", [target]);
	const move = { at: clock.now(), by: request.actor.name, note: `job ${request.partOf}` };
	const isOwn = read?.doc.history.some(({ state, note }) => state === "REDRIVING" && note === move.note) ?? false;
	if (isOwn && (work.atomic || read?.doc.state !== "REDRIVING")) return done("published before");
	const refusal = isOwn ? undefined : letterRefusal(target, read?.doc, "REDRIVING");
	if (refusal !== undefined || read === undefined) throw new AppError(refusal?.code ?? "NOT_FOUND", refusal?.message ?? target);
	const moved = isOwn ? read.doc : moveLetter(read.doc, { ...move, to: "REDRIVING" });
	const letter = await letterRecord(log, read.doc.position);
	const headers = { letterId: target, group: read.doc.group, count: moved?.redrive_count ?? 0 };
	const record = letter === undefined ? undefined : redrivenRecord(letter, headers);
	if (moved === undefined || record === undefined) {
		throw new AppError("LETTER_EXPIRED", `The log no longer has dead letter ${target}: it is older than the retention.`);
	}
	const writes = isOwn ? [] : [put("dead_letters", target, read, moved)];
	try {
		const { positions } = await work.apply({ writes, records: [record] });
		const [at] = positions;
		return done(at === undefined ? null : `published as ${at.topic}/${at.partition} @ ${at.offset}`);
	} catch (error) {
		if (error instanceof AppendRefused && !work.atomic) await giveBack({ store, work }, target, { ...move, note: error.message });
		throw error;
	}
}

/** Where the letter had moved before the log refused its record. */
async function giveBack(
	{ store, work }: Pick<JobDeps, "store" | "work">,
	id: string,
	move: { readonly at: number; readonly by: string; readonly note: string },
): Promise<void> {
	const [read] = await store.get("dead_letters", [id]);
	if (read?.doc.state === "REDRIVING")
		await work.apply({ writes: [put("dead_letters", id, read, returnLetter(read.doc, move))], records: [] });
}

export const redriveLetters: Handler<(typeof letterCommands)["redriveLetters"]> = async (deps, order, attempt) => {
	const { stop_at_failure_share: stopAt, rate, note, ids, ...filter } = order;
	const { group, letters } = attempt.resumed ? await selectedBefore(deps, attempt.id, order) : await selectLetters(deps.store, order);
	const [positions] = await deps.store.get("letter_positions", [group]);
	const running = await runningRedrive(deps, positions, attempt.id);
	if (running !== undefined) throw running;
	const decision = await startJob(
		deps,
		{
			kind: REDRIVE_LETTERS,
			filter: ids === undefined ? { ...filter } : null,
			input: { group, ...(stopAt === undefined ? {} : { stop_at_failure_share: stopAt }) },
			reason: note ?? null,
			rate,
			select: async () => letters.map(({ id }) => id),
		},
		attempt,
	);
	if (decision.decides === undefined) return decision;
	const lock: LetterPositions = { next: {}, ...positions?.doc, group, redrive: attempt.id };
	return { ...decision, decides: [put("letter_positions", group, positions, lock), ...decision.decides] };
};

/** A repeated request finds its job, whatever has become of its letters. */
async function selectedBefore(deps: Parameters<typeof startJob>[0], jobId: string, order: Parameters<typeof selectLetters>[1]) {
	const [job] = await deps.store.get("jobs", [jobId]);
	const input = job === undefined ? undefined : inputSchema.safeParse(job.doc.input).data;
	return input === undefined ? selectLetters(deps.store, order) : { group: input.group, letters: [] };
}

/** The refusal where another redrive of the group runs. */
async function runningRedrive(
	{ store }: Pick<JobDeps, "store">,
	positions: Versioned<LetterPositions> | undefined,
	own: string,
): Promise<AppError | undefined> {
	const id = positions?.doc.redrive;
	if (id === undefined || id === own) return undefined;
	const [job] = await store.get("jobs", [id]);
	if (job?.doc.state !== "RUNNING") return undefined;
	const { actor, started_at, total } = job.doc;
	const message = `${positions?.doc.group} is being redriven: job ${id} with ${total} letters, started by ${actor.name} at ${started_at}.`;
	return new AppError("REDRIVE_RUNNING", message);
}
