/** The audit log, replays and jobs. */
import { type EarlierAuditRecord, earlierAuditRecordSchema } from "@orderdeck/contracts/audit/entities";
import { expect } from "vitest";
import { audit, job, replay } from "../../order-store.samples.ts";
import type { AuditFilter, AuditPlace } from "../../queries/audit.ts";
import type { JobListQuery } from "../../queries/jobs.ts";
import { ensure, one, pages, replace, type Test } from "./subject.ts";

const EARLIER: ReadonlySet<string> = new Set(Object.keys(earlierAuditRecordSchema.shape));

export function otherLists(test: Test): void {
	test("lists the audit log and the replays newest first", async ({ store }) => {
		const days = ["2026-01-02", "2026-01-03", "2026-01-01", "2026-01-03"];
		await store.write(days.map((day, n) => ensure("audit", `id-${n}`, audit(`id-${n}`, `${day}T00:00:00.000Z`))));
		await store.write(days.map((day, n) => ensure("replays", `id-${n}`, replay(`id-${n}`, `${day}T00:00:00.000Z`))));
		const listed = await pages((cursor) => store.listAudit({}, { limit: 2, cursor }));
		expect(listed.map(({ audit_id }) => audit_id)).toEqual(["id-3", "id-1", "id-0", "id-2"]);
		expect((await store.listReplays(3)).map(({ job_id }) => job_id)).toEqual(["id-3", "id-1", "id-0"]);
	});

	test("filters the audit log by actor, action, target, outcome and time, those of earlier releases included", async ({ store }) => {
		const { schema: _, ...given } = audit("e", "2026-01-05T00:00:00.000Z", { actor: "olga", action: "order.cancel", target: "order:1" });
		const earlier = Object.fromEntries(Object.entries(given).filter(([name]) => EARLIER.has(name))) as EarlierAuditRecord;
		const refused = { result: "refused:FORBIDDEN", target: "order:1", action: "order.cancel" };
		await store.write([
			ensure("audit", "a", audit("a", "2026-01-01T00:00:00.000Z", { actor: "olga", action: "order.cancel", target: "order:1" })),
			ensure("audit", "b", audit("b", "2026-01-02T00:00:00.000Z", { ...refused, actor: "vera" })),
			ensure("audit", "c", audit("c", "2026-01-03T00:00:00.000Z", { actor: "olga", action: "inventory.restock", target: "product:1" })),
			ensure("audit", "d", audit("d", "2026-01-04T00:00:00.000Z", { ...refused, actor: "vera", result: "failed:INTERNAL" })),
			ensure("audit", "e", earlier),
		]);
		const listed = async (filter: AuditFilter) =>
			(await pages((cursor) => store.listAudit(filter, { limit: 1, cursor }))).map(({ audit_id }) => audit_id).join("");
		expect(await listed({})).toBe("edcba");
		expect(await listed({ actor: "olga" })).toBe("eca");
		expect(await listed({ actor: "olga", action: ["order.cancel"] })).toBe("ea");
		expect(await listed({ actor: "olga", action: ["order.cancel", "inventory.restock"] })).toBe("eca");
		expect(await listed({ target: "order:1" })).toBe("edba");
		expect(await listed({ target: "order:1", outcome: "done" })).toBe("ea");
		expect(await listed({ outcome: "refused" })).toBe("b");
		expect(await listed({ outcome: "failed", actor: "vera" })).toBe("d");
		expect(await listed({ from: "2026-01-02T00:00:00Z", to: "2026-01-04T00:00:00Z" })).toBe("dcb");
		expect(await listed({ target: "order:1", from: "2026-01-02T00:00:00Z", to: "2026-01-04T00:00:00Z" })).toBe("db");
		expect(await listed({ target: "order:2" })).toBe("");
	});

	test("lists the audit log along the chains of its writers", async ({ store }) => {
		const chained = (id: string, writer: string, seq: number) => audit(id, "2026-01-01T00:00:00.000Z", { writer, seq });
		const docs = [chained("a", "w2", 1), chained("b", "w1", 1), chained("c", "w2", 0), chained("d", "w1", 0), chained("f", "w1", 2)];
		await store.write([...docs, audit("e", "2026-01-01T00:00:00.000Z")].map((doc) => ensure("audit", doc.audit_id, doc)));
		const ids = async (after?: AuditPlace) => (await store.chainedAudit(3, after)).map(({ audit_id }) => audit_id).join("");
		expect(await ids()).toBe("dbf");
		expect(await ids({ writer: "w1", seq: 2 })).toBe("ca");
		expect(await ids({ writer: "w2", seq: 1 })).toBe("");
	});

	test("lists jobs newest first, by state and kind, from any of them on", async ({ store }) => {
		const docs = [
			job("a", "2026-01-02T00:00:00.000Z", { state: "RUNNING" }),
			job("b", "2026-01-03T00:00:00.000Z", { kind: "other" }),
			job("c", "2026-01-01T00:00:00.000Z", { state: "RUNNING", kind: "other" }),
			job("d", "2026-01-03T00:00:00.000Z"),
		];
		await store.write(docs.map((doc) => ensure("jobs", doc.job_id, doc)));
		const listed = async (query: Omit<JobListQuery, "limit">, limit = 10) =>
			(await store.listJobs({ ...query, limit })).map(({ job_id }) => job_id);
		expect(await listed({})).toEqual(["d", "b", "a", "c"]);
		expect(await listed({}, 2)).toEqual(["d", "b"]);
		expect(await listed({ after: docs[3] })).toEqual(["b", "a", "c"]);
		expect(await listed({ after: docs[1] }, 1)).toEqual(["a"]);
		expect(await listed({ states: ["RUNNING"] })).toEqual(["a", "c"]);
		expect(await listed({ states: ["RUNNING", "DONE"], kind: "other", after: docs[1] })).toEqual(["c"]);
		const { doc, cas } = await one(store, "jobs", "a");
		await store.write([replace("jobs", "a", { ...doc, state: "FAILED", done: 1 }, cas)]);
		expect(await listed({ states: ["RUNNING"] })).toEqual(["c"]);
		expect(await one(store, "jobs", "a")).toMatchObject({ doc: { state: "FAILED", done: 1 } });
	});
}
