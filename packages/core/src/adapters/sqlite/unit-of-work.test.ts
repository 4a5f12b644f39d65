import { describe, expect, it } from "vitest";
import { unitOfWorkConformance } from "../../ports/unit-of-work.conformance.ts";
import { temporaryBackend } from "./temporary-backend.ts";

unitOfWorkConformance("the embedded unit of work", temporaryBackend);

describe("the embedded unit of work", () => {
	it("is atomic", async () => {
		await using backend = await temporaryBackend();
		expect(backend.work.atomic).toBe(true);
	});

	it("reads what was written last, by itself or by the store, and never what was rolled back", async () => {
		await using backend = await temporaryBackend();
		const read = async () => (await backend.store.get("sequences", ["s"]))[0];
		const replace = async (next: number) => {
			const cas = (await read())?.cas ?? 0;
			return [{ op: "replace", collection: "sequences", key: "s", doc: { next }, cas } as const];
		};
		const refused = { op: "replace", collection: "sequences", key: "missing", doc: { next: 0 }, cas: 1 } as const;
		await backend.work.apply({ writes: [{ op: "insert", collection: "sequences", key: "s", doc: { next: 1 } }], records: [] });
		await backend.store.write(await replace(2));
		expect((await read())?.doc).toEqual({ next: 2 });
		await expect(backend.store.write([...(await replace(8)), refused])).rejects.toThrow("missing");
		await expect(backend.work.apply({ writes: [...(await replace(9)), refused], records: [] })).rejects.toThrow("missing");
		await backend.work.apply({ writes: [], records: [] });
		expect((await read())?.doc).toEqual({ next: 2 });
		await backend.work.apply({ writes: await replace(3), records: [] });
		expect(await read()).toEqual((await (await backend.reopen()).store.get("sequences", ["s"]))[0]);
	});
});
