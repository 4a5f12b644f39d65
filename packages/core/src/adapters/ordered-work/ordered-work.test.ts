import { describe, expect, it } from "vitest";
import type { Cas } from "../../ports/documents.ts";
import type { Batch } from "../../ports/event-log.ts";
import { unitOfWorkConformance } from "../../ports/unit-of-work.conformance.ts";
import { temporaryBackend } from "../sqlite/temporary-backend.ts";
import { createOrderedWork } from "./ordered-work.ts";

/** A log and a store that know nothing of each other; each write stands alone. */
async function twoSystems() {
	const [log, store] = [await temporaryBackend(), await temporaryBackend()];
	const write: typeof store.store.write = async (writes) => {
		const versions: (Cas | undefined)[] = [];
		for (const each of writes) versions.push(...(await store.store.write([each])));
		return versions;
	};
	return {
		log: log.log,
		logWork: log.logWork,
		store: store.store,
		work: createOrderedWork({ store: { write }, log: log.logWork }),
		prefix: "test",
		async [Symbol.asyncDispose]() {
			await log[Symbol.asyncDispose]();
			await store[Symbol.asyncDispose]();
		},
	};
}

unitOfWorkConformance("work in order", twoSystems, {
	skip: [
		{ test: "leaves nothing behind when a document has changed", reason: "each write stands alone" },
		{ test: "applies writes that are derived from the positions of the records", reason: "there is no common transaction" },
		{ test: "leaves nothing behind when a derived write is refused", reason: "there is no common transaction" },
		{ test: "leaves nothing behind when a topic does not exist", reason: "the writes come before the records" },
	],
});

describe("work in order", () => {
	it("is not atomic, and reports that", async () => {
		await using subject = await twoSystems();
		expect(subject.work.atomic).toBe(false);
	});

	it("publishes nothing and commits nothing when a write is refused", async () => {
		await using subject = await twoSystems();
		await subject.log.ensureTopics(["in", "out"].map((topic) => ({ topic, partitions: 1 })));
		await subject.log.append([{ topic: "in", key: "k", value: null, headers: {} }]);
		await using consumer = subject.log.consumer({ group: "g", topics: ["in"], maxRecords: 10, member: "m" });
		const { offsets, delivery } = (await consumer.next(AbortSignal.timeout(60_000))) as Batch;
		const commit = { group: "g", offsets, delivery };
		const refused = { op: "replace", collection: "sequences", key: "missing", doc: { next: 0 }, cas: 1 } as const;
		const records = [{ topic: "out", key: "k", value: null, headers: {} }];
		await expect(subject.work.apply({ writes: [refused], records, commit })).rejects.toMatchObject({ code: "CAS_MISMATCH" });
		expect(await subject.log.bounds(["out"])).toMatchObject([{ end: 0 }]);
		expect(await subject.log.groupOffsets("g")).toMatchObject([{ committed: undefined }]);
	});

	it("does not commit when the records cannot be appended", async () => {
		await using subject = await twoSystems();
		await subject.log.ensureTopics([{ topic: "in", partitions: 1 }]);
		await subject.log.append([{ topic: "in", key: "k", value: null, headers: {} }]);
		await using consumer = subject.log.consumer({ group: "g", topics: ["in"], maxRecords: 10, member: "m" });
		const { offsets, delivery } = (await consumer.next(AbortSignal.timeout(60_000))) as Batch;
		const records = [{ topic: "nowhere", key: "k", value: null, headers: {} }];
		const commit = { group: "g", offsets, delivery };
		await expect(subject.work.apply({ writes: [], records, commit })).rejects.toMatchObject({ code: "UNKNOWN_TOPIC" });
		expect(await subject.log.groupOffsets("g")).toMatchObject([{ committed: undefined }]);
	});
});
