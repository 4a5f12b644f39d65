/** What a kind of job is: how one of its records is executed. All else is the same for every kind. */
import type { CommandRequest } from "@orderdeck/contracts/command";
import type { Execute } from "@orderdeck/contracts/commands";
import type { z } from "zod";
import type { RecordResult } from "../../domain/job.ts";
import type { CommandContext } from "../context.ts";

export interface JobDeps extends CommandContext {
	readonly execute: Execute;
}

export interface JobRecord {
	/** The record's id, one of the targets of the job. */
	readonly target: string;
	/** In the name of whoever started the job, under an idempotency key of the record's own: what was executed before is not executed again. */
	readonly request: CommandRequest;
}

/** Executes one record. An AppError that it throws is the record's result; JobStopped ends the job. */
export type ExecuteRecord = (deps: JobDeps, record: JobRecord) => Promise<RecordResult>;

export interface JobKind {
	/** How the records of a job with this input are executed. Throws ZodError for the input of another version. */
	prepare(input: unknown): ExecuteRecord;
}

/** The job cannot go on: it fails with this message, and the records that are left are skipped. */
export class JobStopped extends Error {
	override readonly name = "JobStopped";
	readonly code = "JOB_STOPPED";
}

/** A kind whose jobs have an input of this shape. */
export function jobKind<I>(
	input: z.ZodType<I>,
	execute: (deps: JobDeps, record: JobRecord & { readonly input: I }) => Promise<RecordResult>,
): JobKind {
	return {
		prepare(raw) {
			const parsed = input.parse(raw);
			return (deps, record) => execute(deps, { ...record, input: parsed });
		},
	};
}

/** The result of a record that succeeded. */
export function done(why: string | null = null): RecordResult {
	return { outcome: "done", code: null, why };
}
