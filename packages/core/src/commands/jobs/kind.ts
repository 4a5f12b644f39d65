/** What a kind of job is: how one of its records is executed, one of its pages read, or its result computed. All else is the same for every kind. */
import type { CommandRequest } from "@orderdeck/contracts/command";
import type { Execute } from "@orderdeck/contracts/commands";
import type { JobResult } from "@orderdeck/contracts/jobs/entities";
import type { z } from "zod";
import type { RecordResult } from "../../domain/job.ts";
import type { DocumentReader, Write } from "../../ports/documents.ts";
import type { NewRecord } from "../../ports/event-log.ts";
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

/** A kind whose records are stored with the job, and executed one by one. */
export interface RecordsKind {
	/** How the records of a job with this input are executed. Throws ZodError for the input of another version. */
	prepare(input: unknown): ExecuteRecord;
}

export interface PageAt {
	/** When the job started, ISO 8601. */
	readonly startedAt: string;
	/** Undefined for the first page. */
	readonly cursor: string | undefined;
	/** How many items it has at most. */
	readonly limit: number;
}

export interface JobPage {
	/** What the page writes to the log, a record for each item that succeeded. */
	readonly records: readonly NewRecord[];
	/** How many items could not be written. */
	readonly failed: number;
	/** Where the next page begins; undefined at the end. */
	readonly next: string | undefined;
}

export type ReadPage = (deps: CommandContext, at: PageAt) => Promise<JobPage>;

/** A kind that goes through a list too long to be stored with the job, and writes to the log alone: a page may be written again after a crash. */
export interface PagesKind {
	/** How the pages of a job with this input are read. Throws ZodError for the input of another version. */
	preparePages(input: unknown): ReadPage;
}

/** What the work of a job does with the store: again until it has succeeded, or the process stops. */
export type Retried = <T>(act: () => Promise<T>) => Promise<T>;

export interface ComputedSlice {
	/** How many of the job's items it has gone through so far. */
	readonly done: number;
	/** What the slice adds to the job's results. */
	readonly results: readonly JobResult[];
}

/** What has been computed: read the documents that hold it, and write them with the end of the job. */
export type StoreResult = (store: DocumentReader) => Promise<readonly Write[]>;

/** Computes in slices of a few ms. Other work of the process has its turn after each; the last returns what has been computed. */
export type Compute = (
	deps: CommandContext,
	job: { readonly jobId: string; readonly retried: Retried },
) => AsyncGenerator<ComputedSlice, StoreResult, undefined>;

/** A kind that writes nothing but its results. The process that continues such a job computes it again from the beginning. */
export interface ComputedKind {
	/** How the result of a job with this input is computed. Throws ZodError for the input of another version. */
	prepareResult(input: unknown): Compute;
}

export type JobKind = RecordsKind | PagesKind | ComputedKind;

/** The job cannot go on: it fails with this message, and the records that are left are skipped. */
export class JobStopped extends Error {
	override readonly name = "JobStopped";
	readonly code = "JOB_STOPPED";
}

/** A kind whose jobs have an input of this shape. */
export function jobKind<I>(
	input: z.ZodType<I>,
	execute: (deps: JobDeps, record: JobRecord & { readonly input: I }) => Promise<RecordResult>,
): RecordsKind {
	return {
		prepare(raw) {
			const parsed = input.parse(raw);
			return (deps, record) => execute(deps, { ...record, input: parsed });
		},
	};
}

/** A kind of pages whose jobs have an input of this shape. */
export function pagesKind<I>(
	input: z.ZodType<I>,
	read: (deps: CommandContext, at: PageAt & { readonly input: I }) => Promise<JobPage>,
): PagesKind {
	return {
		preparePages(raw) {
			const parsed = input.parse(raw);
			return (deps, at) => read(deps, { ...at, input: parsed });
		},
	};
}

/** The result of a record that succeeded. */
export function done(why: string | null = null): RecordResult {
	return { outcome: "done", code: null, why };
}
