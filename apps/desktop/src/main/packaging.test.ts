import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { describe, expect, it } from "vitest";
import { unsupported } from "../../build/electron-support.ts";
import { FUSES, setFuses } from "../../build/fuses.ts";

const NAMES = Object.values(FuseV1Options).filter((value): value is FuseV1Options => typeof value === "number");

describe("the fuses", () => {
	it("are all decided upon", () => {
		expect(NAMES.filter((fuse) => typeof FUSES[fuse] !== "boolean")).toEqual([]);
		expect(FUSES.strictlyRequireAllFuses).toBe(true);
	});

	it("are set in a binary's wire, each as decided", async () => {
		const folder = await mkdtemp(join(tmpdir(), "orderdeck-fuses-"));
		const binary = join(folder, "orderdeck");
		// A binary as far as fuses go: the sentinel, the version, the wire's length, and every fuse the wrong way round.
		const wire = NAMES.map((fuse) => (FUSES[fuse] ? "0" : "1")).join("");
		await writeFile(
			binary,
			Buffer.concat([Buffer.from(`code dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01${String.fromCharCode(NAMES.length)}${wire} more`, "latin1")]),
		);
		await setFuses(binary, false);
		const read = await getCurrentFuseWire(binary);
		for (const fuse of NAMES) expect(read[fuse], FuseV1Options[fuse]).toBe(FUSES[fuse] ? FuseState.ENABLE : FuseState.DISABLE);
		await rm(folder, { recursive: true });
	});

	it("are not set when there is one that nobody decided upon", async () => {
		const folder = await mkdtemp(join(tmpdir(), "orderdeck-fuses-"));
		const binary = join(folder, "orderdeck");
		await writeFile(
			binary,
			Buffer.from(`dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01${String.fromCharCode(NAMES.length + 1)}${"0".repeat(NAMES.length + 1)}`, "latin1"),
		);
		await expect(setFuses(binary, false)).rejects.toThrow();
		expect(await readFile(binary, "latin1")).toContain("0".repeat(NAMES.length + 1));
		await rm(folder, { recursive: true });
	});
});

describe("Electron's major", () => {
	it("is shipped as long as it is supported", () => {
		expect(unsupported("45.4.1", new Date("2026-12-01"))).toBeUndefined();
		expect(unsupported("45.4.1", new Date("2027-04-07"))).toMatch(/without support since 2027-04-07/);
		expect(unsupported("46.0.0", new Date("2026-12-01"))).toMatch(/nobody has written down/);
	});
});
