import type { AuditRecord } from "@orderdeck/contracts/audit/entities";
import { describe, expect, it } from "vitest";
import type { Write } from "../ports/documents.ts";
import { CasMismatch, StoreError } from "../ports/errors.ts";
import { AuditLog, hashOf } from "./audit-log.ts";
import { BY_OPERATOR } from "./commands.fixture.ts";
import { verifyAudit } from "./verify-audit.ts";

const NOON = Date.UTC(2026, 0, 5, 12);

function logOf() {
	let writers = 0;
	const log = new AuditLog(() => `w${++writers}`);
	const written: AuditRecord[] = [];
	const facts = (id: string) =>
		({
			id,
			at: NOON,
			request: BY_OPERATOR,
			action: "a",
			target: "t",
			reason: null,
			before: 1,
			after: { b: 2, a: 1 },
			result: "done",
		}) as const;
	const write = async ({ collection, doc }: Write) => {
		if (collection === "audit") written.push(doc as AuditRecord);
	};
	return {
		written,
		append: (id: string, commit: (record: Write) => Promise<unknown> = write) => log.append(facts(id), commit),
		write,
	};
}

async function* inOrder(records: readonly AuditRecord[]) {
	yield* records.toSorted((a, b) => `${a.writer}`.localeCompare(`${b.writer}`) || Number(a.seq) - Number(b.seq));
}
const verdict = (records: readonly AuditRecord[]) => verifyAudit(inOrder(records));

describe("the audit log", () => {
	it("numbers its records and chains each to the one before, however many are written at once", async () => {
		const { append, written } = logOf();
		await Promise.all(["a", "b", "c"].map((id) => append(id)));
		expect(written.map(({ seq, writer, actor, role, client }) => ({ seq, writer, actor, role, client }))).toEqual(
			[0, 1, 2].map((seq) => ({ seq, writer: "w1", actor: "olga", role: "operator", client: "api" })),
		);
		expect(written.map(({ prev }) => prev)).toEqual([null, ...written.slice(0, 2).map(hashOf)]);
		expect(await verdict(written)).toEqual({ verified: 3, damaged: undefined });
	});

	it("gives the number again where another document has changed: nothing was written", async () => {
		const { append, written } = logOf();
		await expect(append("a", async () => Promise.reject(new CasMismatch("orders", "1")))).rejects.toThrow();
		await append("b");
		expect(written).toMatchObject([{ writer: "w1", seq: 0 }]);
	});

	it.each([new StoreError("UNAVAILABLE", "gone"), new CasMismatch("audit", "a")])(
		"stays verifiable where a record may have been written: %s",
		async (error) => {
			const { append, written, write } = logOf();
			await append("a");
			const lost = append("b", async (record) => {
				await write(record);
				throw error;
			});
			await expect(lost).rejects.toBe(error);
			await append("c");
			expect(written.map(({ writer, seq }) => `${writer} ${seq}`)).toEqual(["w1 0", "w1 1", "w2 0"]);
			expect(await verdict(written)).toMatchObject({ verified: 3, damaged: undefined });
		},
	);

	it("has a hash that does not depend on the order of fields", async () => {
		const { append, written } = logOf();
		await append("a");
		const [record] = written as [AuditRecord];
		expect(hashOf(Object.fromEntries(Object.entries(record).toReversed()) as AuditRecord)).toBe(hashOf(record));
		expect(hashOf({ ...record, target: "other" })).not.toBe(hashOf(record));
	});
});

describe("verifying the audit log", () => {
	async function five() {
		const { append, written } = logOf();
		for (const id of ["a", "b", "c", "d", "e"]) await append(id);
		return written;
	}

	it.each([0, 1, 2, 3])("finds record %d where it was changed", async (n) => {
		const records = (await five()).map((record, index) => (index === n ? { ...record, reason: "forged" } : record));
		expect((await verdict(records)).damaged).toMatchObject({
			auditId: records[n]?.audit_id,
			problem: expect.stringContaining("was changed"),
		});
	});

	it.each([0, 1, 2, 3])("finds where record %d was removed", async (n) => {
		const records = (await five()).toSpliced(n, 1);
		expect((await verdict(records)).damaged).toMatchObject({
			auditId: records[n]?.audit_id,
			problem: expect.stringContaining("is missing"),
		});
	});
});
