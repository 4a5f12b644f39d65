import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { MacTargetHelper } from "app-builder-lib/out/mac/MacTargetHelper.js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { unsupported } from "../../build/electron-support.ts";
import { FUSES, setFuses } from "../../build/fuses.ts";
import { packaging } from "../../build/packaging.ts";

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

describe("a package", () => {
	afterEach(() => vi.unstubAllEnvs());

	const step = z.looseObject({ name: z.string().optional(), env: z.record(z.string(), z.string()).optional() });
	const workflow = z.looseObject({ jobs: z.looseObject({ packages: z.looseObject({ steps: z.array(step) }) }) });
	/** The variables that a release sets where it packages, each with this value. */
	async function variables(value: string): Promise<Record<string, string>> {
		const text = await readFile(new URL("../../../../.github/workflows/release.yml", import.meta.url), "utf8");
		const { env } = workflow.parse(parse(text)).jobs.packages.steps.find(({ name }) => name === "package") ?? {};
		const given = Object.entries(env ?? {}).filter(([, expression]) => expression.startsWith("${{"));
		expect(given.length).toBeGreaterThan(0);
		return Object.fromEntries(given.map(([name]) => [name, value]));
	}

	it("is signed, or fails, and is notarized and updated with what a release sets", async () => {
		const env = await variables("set");
		const { mac, win, publish } = packaging(env);
		expect([mac?.notarize, mac?.identity]).toEqual([true, undefined]);
		expect([mac?.forceCodeSigning, win?.forceCodeSigning]).toEqual([true, true]);
		expect(publish).toEqual([{ provider: "generic", url: "set" }]);
		// electron-builder's own reading of the variables.
		for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
		expect(MacTargetHelper.getNotarizeOptions("Orderdeck.app")).toMatchObject({ tool: "notarytool", teamId: "set" });
	});

	it("is none of it where a release has no secrets", async () => {
		const { mac, win, publish } = packaging(await variables(""));
		expect([mac?.notarize, mac?.identity, publish]).toEqual([false, null, null]);
		expect([mac?.forceCodeSigning, win?.forceCodeSigning]).toEqual([false, false]);
	});

	it("has a name that a download keeps", () => {
		expect(packaging({}).artifactName).toMatch(/^orderdeck-[\w${}.-]+$/);
	});

	it("is notarized with a key for Apple's API, too, and only when it is signed", () => {
		const key = { APPLE_API_KEY: "/key.p8", APPLE_API_KEY_ID: "K", APPLE_API_ISSUER: "I" };
		expect(packaging({ ...key, CSC_LINK: "certificate" }).mac?.notarize).toBe(true);
		expect(packaging(key).mac?.notarize).toBe(false);
	});
});
