import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createJsonFile } from "../system/json-file.ts";
import { type Backend, type KeyStore, keyStore } from "./key-store.fixture.ts";
import { createVault, vaultSchema } from "./vault.ts";

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "orderdeck-vault-"));
});
afterEach(() => rm(folder, { recursive: true }));

const owner = { id: "a", url: "https://orders.example.com" };
const path = () => join(folder, "secrets.json");

/** A run of the app. */
function run(backend: Backend = "gnome_libsecret", change: Partial<KeyStore> = {}) {
	const failures: unknown[] = [];
	const failed = (error: unknown) => void failures.push(error);
	const file = createJsonFile({ path: path(), schema: vaultSchema, fallback: {}, failed });
	return { vault: createVault({ safeStorage: keyStore(backend, change), file, platform: "linux", failed }), failures };
}

async function saved(): Promise<void> {
	await run().vault.set(owner, "token-1");
}

describe("a secret", () => {
	it.each([
		["gnome_libsecret", "encrypted"],
		["basic_text", "basic_text"],
		["none", "memory"],
	] as const)("with %s is kept: %s", async (backend, storage) => {
		const { vault } = run(backend);
		await vault.set(owner, "token-1");
		expect(await vault.storage()).toBe(storage);
		expect(await vault.get(owner)).toBe("token-1");
		expect(await run(backend).vault.get(owner)).toBe(storage === "memory" ? undefined : "token-1");
	});

	it("is the origin's that it was given for", async () => {
		const { vault } = run();
		await vault.set(owner, "token-1");
		for (const known of [vault, run().vault]) {
			expect(await known.get({ id: "a", url: "https://elsewhere.example.com" })).toBeUndefined();
			expect(await known.has({ id: "a", url: "https://elsewhere.example.com" })).toBe(false);
			expect(await known.get({ id: "b", url: owner.url })).toBeUndefined();
		}
	});

	it("is not in the file in clear, nor after it has been forgotten at all", async () => {
		const { vault } = run();
		await vault.set(owner, "token-1");
		const text = await readFile(path(), "utf8");
		expect(text).toContain(owner.url);
		expect(text).not.toContain("token-1");
		await vault.forget("a");
		expect(await vault.get(owner)).toBeUndefined();
		expect(await readFile(path(), "utf8")).toBe("{}");
	});

	it("is encrypted again where the key store has a newer key, unless it was forgotten meanwhile", async () => {
		await saved();
		const rotated: Partial<KeyStore> = {
			decryptStringAsync: async (data) => ({ result: [...data.toString()].toReversed().join(""), shouldReEncrypt: true }),
			encryptStringAsync: async () => Buffer.from("newer"),
		};
		expect(await run("gnome_libsecret", rotated).vault.get(owner)).toBe("token-1");
		expect(JSON.parse(await readFile(path(), "utf8")).a.data).toBe(Buffer.from("newer").toString("base64"));
		await saved();
		const { vault } = run("gnome_libsecret", rotated);
		await Promise.all([vault.get(owner), vault.forget("a")]);
		expect(await readFile(path(), "utf8")).toBe("{}");
	});
});

describe("a secret that cannot be read is treated as absent, and requested again", () => {
	const unreadable: readonly (readonly [string, Partial<KeyStore>])[] = [
		[
			"the key store cannot decrypt it",
			{ decryptStringAsync: async () => Promise.reject(new Error("Error while decrypting the ciphertext")) },
		],
		["what is decrypted is binary", { decryptStringAsync: async () => ({ result: "\u0000\ufffd\n", shouldReEncrypt: false }) }],
		["what is decrypted is empty", { decryptStringAsync: async () => ({ result: "", shouldReEncrypt: true }) }],
		[
			"what is decrypted is no text",
			{ decryptStringAsync: async () => ({ result: undefined as unknown as string, shouldReEncrypt: false }) },
		],
		["the key store throws when it starts", { isAsyncEncryptionAvailable: async () => Promise.reject(new Error("no D-Bus")) }],
		[
			"the key store throws when it is looked for",
			{
				getSelectedStorageBackend: () => {
					throw new Error("no display");
				},
			},
		],
	];

	it.each(unreadable)("where %s", async (_what, change) => {
		await saved();
		const { vault, failures } = run("gnome_libsecret", change);
		expect(await vault.get(owner)).toBeUndefined();
		expect(await vault.has(owner)).toBe(false);
		expect(failures.length).toBeGreaterThan(0);
		await vault.set(owner, "token-2");
		expect([await vault.get(owner), await vault.has(owner)]).toEqual(["token-2", true]);
	});

	it("without using the key store again for each request: it may show a dialog each time", async () => {
		await saved();
		let decrypted = 0;
		const { vault } = run("gnome_libsecret", {
			async decryptStringAsync() {
				decrypted++;
				throw new Error("denied");
			},
		});
		await Promise.all([vault.get(owner), vault.get(owner), vault.has(owner)]);
		await vault.get(owner);
		expect(decrypted).toBe(1);
	});

	it.each([
		["no JSON", "{"],
		["no entries", "[1]"],
		["an entry that is none", '{"a":{"origin":1}}'],
		["an entry whose text is no base64", `{"a":{"origin":"${owner.url}","data":"%%%"}}`],
	])("where the file holds %s", async (_what, text) => {
		await writeFile(path(), text);
		const { vault } = run();
		expect([await vault.get(owner), await vault.has(owner)]).toEqual([undefined, false]);
		await vault.set(owner, "token-2");
		expect(await run().vault.get(owner)).toBe("token-2");
	});

	it("and the others are read, where one entry of the file is damaged", async () => {
		await saved();
		await writeFile(path(), JSON.stringify({ ...JSON.parse(await readFile(path(), "utf8")), b: "damaged" }));
		expect(await run().vault.get(owner)).toBe("token-1");
	});

	it("until the key store is unlocked", async () => {
		await saved();
		let unlocked = false;
		const { vault } = run("gnome_libsecret", { isAsyncEncryptionAvailable: async () => unlocked });
		expect([await vault.storage(), await vault.get(owner)]).toEqual(["memory", undefined]);
		unlocked = true;
		expect([await vault.storage(), await vault.get(owner)]).toEqual(["encrypted", "token-1"]);
	});
});

it("a secret that cannot be encrypted is kept until the app ends, and the storage is reported as that", async () => {
	const { vault, failures } = run("gnome_libsecret", { encryptStringAsync: async () => Promise.reject(new Error("locked")) });
	await vault.set(owner, "token-1");
	expect([await vault.get(owner), await vault.storage(), failures.length]).toEqual(["token-1", "memory", 1]);
	expect(await run().vault.get(owner)).toBeUndefined();
});
