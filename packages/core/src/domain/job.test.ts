import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	countsOf,
	ended,
	isHeldBy,
	type JobChunk,
	type JobDocument,
	jobOf,
	LEASE_MS,
	leased,
	linesOf,
	NO_COUNTS,
	newJob,
	progressed,
	type RecordResult,
	recorded,
	released,
	sumOf,
} from "./job.ts";

const NOON = Date.UTC(2026, 0, 5, 12);

function jobOn(targets: readonly string[]) {
	const fields = { reason: "why", request_id: null, source: null, filter: null, input: {}, rate: 50 };
	return newJob({ id: "j", at: NOON, kind: "k", actor: { name: "olga", role: "operator" }, targets, ...fields });
}
const ids = (count: number) => Array.from({ length: count }, (_, n) => String(n));
const OUTCOMES = ["done", "refused", "failed"] as const;
const resultOf = (outcome: (typeof OUTCOMES)[number], why: string | null = null): RecordResult => ({ outcome, code: null, why });

describe("a new job", () => {
	it("holds its records in their order, in chunks, and none of them is executed", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 1_001 }), (count) => {
				const { job, chunks } = jobOn(ids(count));
				expect(chunks.flatMap(({ targets }) => targets)).toEqual(ids(count));
				expect(job).toMatchObject({ total: count, done: 0, failed: 0, state: "RUNNING", chunks: chunks.length, lease: null });
				expect(chunks.every(({ index, targets }) => targets.length > 0 && chunks[index]?.index === index)).toBe(true);
			}),
			{ numRuns: 20 },
		);
	});

	it("is shown without what only its execution needs", () => {
		const { job } = jobOn(["1"]);
		expect(jobOf(job)).toMatchObject({ job_id: "j", actor: "olga", reason: "why", rate: 50 });
		expect(Object.keys(jobOf(job))).not.toEqual(expect.arrayContaining(["lease"]));
	});
});

describe("the lease", () => {
	it("is one process's at a time; another gets it when it has expired or was released", () => {
		const { job } = jobOn(["1"]);
		const held = leased(job, "a", NOON);
		if (held === undefined) throw new Error("not leased");
		expect([isHeldBy(held, "a"), isHeldBy(held, "b")]).toEqual([true, false]);
		expect(leased(held, "b", NOON + LEASE_MS - 1)).toBeUndefined();
		expect(leased(held, "b", NOON + LEASE_MS)?.lease?.owner).toBe("b");
		expect(leased(released(held, "a"), "b", NOON)?.lease?.owner).toBe("b");
		expect(released(held, "b")).toBe(held);
		expect(leased(ended(held, "DONE", NOON), "b", NOON + LEASE_MS)).toBeUndefined();
	});
});

/** What can happen to a job that two processes execute, each at its own pace and with a view of its own. */
type Act =
	| { readonly kind: "read" | "execute" | "record" | "lease" | "cancel" | "expire"; readonly who: 0 | 1 }
	| { readonly kind: "complete"; readonly who: 0 | 1 };

const actArbitrary: fc.Arbitrary<Act> = fc.record({
	kind: fc.constantFrom("read", "execute", "execute", "record", "lease", "expire", "complete", "cancel"),
	who: fc.constantFrom(0, 1),
});

describe("a job that two processes execute", () => {
	it("has progress that never decreases, keeps the first result of each record, and ends once", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 6 }), fc.array(actArbitrary, { maxLength: 60 }), (count, acts) => {
				const start = jobOn(ids(count));
				let job: JobDocument = start.job;
				let chunk: JobChunk = start.chunks[0] as JobChunk;
				let now = NOON;
				const views = [0, 1].map(() => ({ from: 0, fresh: [] as RecordResult[] }));
				for (const { kind, who } of acts) {
					const before = { job, chunk };
					const view = views[who];
					if (view === undefined) continue;
					const owner = `p${who}`;
					switch (kind) {
						case "lease":
							job = leased(job, owner, now) ?? job;
							break;
						case "expire":
							now += LEASE_MS;
							break;
						case "read":
							Object.assign(view, { from: chunk.results.length, fresh: [] });
							break;
						case "execute":
							if (isHeldBy(job, owner) && view.from + view.fresh.length < count)
								view.fresh.push(resultOf(OUTCOMES[(view.from + view.fresh.length) % 3] ?? "done", owner));
							break;
						case "record":
							chunk = recorded(chunk, view.from, view.fresh);
							job = progressed(job, countsOf(chunk), { owner, now });
							Object.assign(view, { from: chunk.results.length, fresh: [] });
							break;
						case "complete":
							if (chunk.results.length === count) job = ended(job, "DONE", now);
							break;
						case "cancel":
							job = ended(job, "CANCELLED", now);
							break;
					}
					expect(job.done).toBeGreaterThanOrEqual(before.job.done);
					expect(job.failed).toBeGreaterThanOrEqual(before.job.failed);
					expect(job.done + job.failed).toBeLessThanOrEqual(job.total);
					expect(chunk.results.slice(0, before.chunk.results.length)).toEqual(before.chunk.results);
					if (before.job.state !== "RUNNING") expect(job.state).toBe(before.job.state);
					if (before.job.ended_at !== null) expect(job.ended_at).toBe(before.job.ended_at);
					if (job.state !== "RUNNING") expect(job.lease).toBeNull();
				}
				expect(linesOf(job, chunk).map(({ id }) => id)).toEqual(ids(count));
			}),
		);
	});

	it("refuses results that would leave out a record", () => {
		const { chunks } = jobOn(ids(3));
		expect(() => recorded(chunks[0] as JobChunk, 1, [resultOf("done")])).toThrow(RangeError);
	});
});

describe("the lines of a job", () => {
	it("state each record: its result, that it is pending, or skipped once the job has ended", () => {
		const { job, chunks } = jobOn(ids(3));
		const chunk = recorded(chunks[0] as JobChunk, 0, [resultOf("refused", "too late")]);
		expect(sumOf(countsOf(chunk), NO_COUNTS)).toEqual({ done: 0, failed: 1 });
		expect(linesOf(job, chunk)).toEqual([
			{ id: "0", outcome: "refused", code: null, why: "too late" },
			{ id: "1", outcome: "pending", code: null, why: null },
			{ id: "2", outcome: "pending", code: null, why: null },
		]);
		expect(linesOf(ended(job, "CANCELLED", NOON), chunk).map(({ outcome }) => outcome)).toEqual(["refused", "skipped", "skipped"]);
	});
});
