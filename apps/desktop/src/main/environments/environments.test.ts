import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EnvironmentDraft, THIS_MACHINE } from "../../shared/environment.ts";
import { createEnvironments, environmentsSchema } from "./environments.ts";
import { fileIn, keyStore } from "./key-store.fixture.ts";
import { createVault, vaultSchema } from "./vault.ts";

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "orderdeck-environments-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function app({ isUnlocked = false } = {}) {
	const changed: string[] = [];
	const vault = createVault({
		safeStorage: keyStore("gnome_libsecret"),
		file: fileIn(folder, "secrets.json", vaultSchema, {}),
		platform: "linux",
		failed: expect.unreachable,
	});
	const environments = await createEnvironments({
		thisMachine: THIS_MACHINE,
		file: fileIn(folder, "environments.json", environmentsSchema, []),
		vault,
		isUnlocked: async (_environment, secret) => isUnlocked && secret === "token-1",
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
		expect(await environments.remove(THIS_MACHINE.id)).toEqual({ done: false, reason: "This machine cannot be changed." });
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
		expect(await environments.add({ ...PROD, name: "EU-prod" })).toEqual({ done: false, reason: "Another environment is named EU-prod." });
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

	it("of production keep their kind until their daemon states that they are unlocked", async () => {
		const { environments, idOf } = await app();
		await environments.add(PROD);
		const id = idOf("eu-prod");
		await environments.setSecret(id, "token-1");
		expect(await environments.update(id, { ...PROD, kind: "local" })).toEqual({
			done: false,
			reason: "eu-prod is production: unlock it first.",
		});
		const unlocked = (await app({ isUnlocked: true })).environments;
		expect((await unlocked.update(id, { ...PROD, kind: "local" })).done).toBe(true);
		expect((await unlocked.current(id)).kind).toBe("local");
	});

	it("that were removed leave no secret, even where the app ended before it was forgotten", async () => {
		const { environments, vault, idOf } = await app();
		await environments.add(PROD);
		await environments.setSecret(idOf("eu-prod"), "token-1");
		await vault.set({ id: "removed", url: PROD.url }, "token-2");
		await app();
		expect(Object.keys(JSON.parse(await readFile(join(folder, "secrets.json"), "utf8")))).toEqual([idOf("eu-prod")]);
	});

	it("say when they change", async () => {
		const { environments, changed, idOf } = await app();
		await environments.add(PROD);
		const id = idOf("eu-prod");
		await environments.setSecret(id, "token-1");
		await environments.remove(id);
		expect(changed).toEqual([id, id, id]);
	});
});
