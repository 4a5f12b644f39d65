import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EnvironmentDraft, THIS_MACHINE } from "../../shared/environment.ts";
import { createJsonFile } from "../system/json-file.ts";
import { createEnvironments, environmentsSchema } from "./environments.ts";
import { createVault, vaultSchema } from "./vault.ts";

type Backend = "gnome_libsecret" | "basic_text" | "none";

/** A key store that turns a text around; what it would do with it is the system's. */
function keyStore(backend: Backend) {
	let plain = false;
	return {
		isAsyncEncryptionAvailable: async () => backend === "gnome_libsecret" || plain,
		getSelectedStorageBackend: () => (backend === "none" ? ("unknown" as const) : backend),
		setUsePlainTextEncryption(use: boolean) {
			plain = use;
		},
		encryptStringAsync: async (text: string) => Buffer.from([...text].toReversed().join("")),
		decryptStringAsync: async (data: Buffer) => ({ result: [...data.toString()].toReversed().join(""), shouldReEncrypt: false }),
	};
}

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "orderdeck-environments-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function app(backend: Backend = "gnome_libsecret") {
	const changed: string[] = [];
	const vault = createVault({
		safeStorage: keyStore(backend),
		file: createJsonFile(join(folder, "secrets.json"), vaultSchema, {}),
		platform: "linux",
	});
	const environments = await createEnvironments({
		thisMachine: THIS_MACHINE,
		file: createJsonFile(join(folder, "environments.json"), environmentsSchema, []),
		vault,
		clock: { now: () => 0, after: () => () => undefined },
		changed: (id) => changed.push(id),
	});
	const idOf = (name: string) => environments.all().find((each) => each.name === name)?.id ?? "";
	return { environments, vault, changed, idOf };
}

const PROD: EnvironmentDraft = { name: "eu-prod", url: "https://orders.example.com", kind: "production", colour: "magenta" };

describe("environments", () => {
	it("are this machine at first, which stays as it is", async () => {
		const { environments } = await app();
		expect(environments.all()).toEqual([THIS_MACHINE]);
		expect(await environments.remove(THIS_MACHINE.id)).toEqual({ done: false, reason: "This machine stays as it is." });
		expect((await environments.update(THIS_MACHINE.id, PROD)).done).toBe(false);
	});

	it("are there again after a restart", async () => {
		const first = await app();
		await first.environments.add(PROD);
		expect((await app()).environments.all()).toEqual([THIS_MACHINE, { ...PROD, id: first.idOf("eu-prod") }]);
	});

	it("have names of their own", async () => {
		const { environments } = await app();
		await environments.add(PROD);
		expect(await environments.add({ ...PROD, name: "EU-prod" })).toEqual({ done: false, reason: "Another environment is called EU-prod." });
	});

	it("give no one their secret but the gateway", async () => {
		const { environments, idOf } = await app();
		await environments.add(PROD);
		await environments.setSecret(idOf("eu-prod"), "token-1");
		expect(JSON.stringify([await environments.current(idOf("eu-prod")), environments.all()])).not.toContain("token-1");
		expect((await environments.current(idOf("eu-prod"))).hasSecret).toBe(true);
		expect((await environments.target(idOf("eu-prod"))).secret).toBe("token-1");
	});

	it("have none any more at another address", async () => {
		const { environments, idOf } = await app();
		await environments.add({ ...PROD, kind: "staging" });
		const id = idOf("eu-prod");
		await environments.setSecret(id, "token-1");
		await environments.update(id, { ...PROD, kind: "staging", url: "https://elsewhere.example.com" });
		expect((await environments.target(id)).secret).toBeUndefined();
		expect(await readFile(join(folder, "secrets.json"), "utf8")).toBe("{}");
	});

	it("of production are locked until their name is typed, and keep their kind while they are", async () => {
		const { environments, idOf } = await app();
		await environments.add(PROD);
		const id = idOf("eu-prod");
		expect((await environments.target(id)).lock).toEqual({ state: "locked" });
		expect(await environments.update(id, { ...PROD, kind: "local" })).toEqual({
			done: false,
			reason: "eu-prod is production: unlock it first.",
		});
		expect(environments.unlock(id, "eu-prod")).toEqual({ done: true });
		expect((await environments.target(id)).lock.state).toBe("unlocked");
		expect((await environments.update(id, { ...PROD, kind: "local" })).done).toBe(true);
		expect((await environments.target(id)).lock).toEqual({ state: "open" });
	});

	it("say when they change", async () => {
		const { environments, changed, idOf } = await app();
		await environments.add(PROD);
		const id = idOf("eu-prod");
		environments.unlock(id, "eu-prod");
		environments.lock(id);
		await environments.remove(id);
		expect(changed).toEqual([id, id, id, id]);
	});
});

describe("a secret", () => {
	const owner = { id: "a", url: "https://orders.example.com" };

	it.each([
		["gnome_libsecret", "encrypted"],
		["basic_text", "basic_text"],
		["none", "memory"],
	] as const)("with %s is kept: %s", async (backend, storage) => {
		const { vault } = await app(backend);
		await vault.set(owner, "token-1");
		expect(await vault.storage()).toBe(storage);
		expect(await vault.get(owner)).toBe("token-1");
		expect(await (await app(backend)).vault.get(owner)).toBe(storage === "memory" ? undefined : "token-1");
	});

	it("is the origin's that it was given for", async () => {
		const { vault } = await app();
		await vault.set(owner, "token-1");
		for (const known of [vault, (await app()).vault]) {
			expect(await known.get({ id: "a", url: "https://elsewhere.example.com" })).toBeUndefined();
			expect(await known.has({ id: "a", url: "https://elsewhere.example.com" })).toBe(false);
			expect(await known.get({ id: "b", url: owner.url })).toBeUndefined();
		}
	});

	it("is not in the file in clear, nor after it has been forgotten at all", async () => {
		const { vault } = await app();
		await vault.set(owner, "token-1");
		const text = await readFile(join(folder, "secrets.json"), "utf8");
		expect(text).toContain(owner.url);
		expect(text).not.toContain("token-1");
		await vault.forget("a");
		expect(await vault.get(owner)).toBeUndefined();
		expect(await readFile(join(folder, "secrets.json"), "utf8")).toBe("{}");
	});
});
