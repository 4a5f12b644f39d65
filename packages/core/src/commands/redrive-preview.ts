/** What a redrive of a dead letter would do now: its record is read and decided on with the current code, and nothing is applied. */
import type { RedriveForecast } from "@orderdeck/contracts/letters/entities";
import { letterRefusal } from "../domain/letter-refusal.ts";
import { AppendRefused, StoreError } from "../ports/errors.ts";
import type { EventLog } from "../ports/event-log.ts";
import { codeOf, decided, isEmpty } from "../runtime/effects.ts";
import type { Step, StepDeps } from "../runtime/step.ts";
import { decodeRecord } from "../wire/codec.ts";
import { originalOf } from "../wire/dead-letter.ts";
import { letterRecord } from "./letter-record.ts";
import type { SelectedLetter } from "./letter-selection.ts";

export interface ForecastDeps {
	readonly log: Pick<EventLog, "read">;
	/** The step of the letter's group; undefined where this version has none. */
	readonly step: Step | undefined;
	readonly deps: StepDeps;
}

/** Throws StoreError while the store or the log is unavailable. */
export async function forecastOf({ id, letter }: SelectedLetter, { log, step, deps }: ForecastDeps): Promise<RedriveForecast> {
	const forecast = (outcome: RedriveForecast["outcome"], code: string | null = null, why: string | null = null) => ({
		letter_id: id,
		outcome,
		code,
		why,
	});
	const refusal = letterRefusal(id, letter, "REDRIVING");
	if (refusal !== undefined || letter === undefined) return forecast("refused", refusal?.code, refusal?.message);
	const record = await letterRecord(log, letter.position);
	const original = record === undefined ? undefined : originalOf(record);
	if (original === undefined) return forecast("refused", "LETTER_EXPIRED", `The log no longer has dead letter ${id}.`);
	if (step === undefined) return forecast("fails", "UNKNOWN_GROUP", `This version of the daemon has no group ${letter.group}.`);
	const decoded = decodeRecord(original);
	if (decoded.kind === "poison") return forecast("fails", decoded.code, decoded.reason);
	if (decoded.kind === "replay") return forecast("no_effect", null, "An order of a replay: groups skip it.");
	try {
		const effects = await decided(() => step.handle([decoded.placed], deps));
		const isDone = isEmpty(effects) && effects.next === undefined;
		return isDone ? forecast("no_effect", null, "Its group has applied this event before.") : forecast("succeeds");
	} catch (error) {
		if (error instanceof StoreError) throw error;
		const why = error instanceof Error ? error.message : String(error);
		return forecast("fails", codeOf(error), error instanceof AppendRefused ? `the log refuses it: ${why}` : why);
	}
}
