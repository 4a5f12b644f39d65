/** Secrets, encrypted by the system's key store. Each belongs to one origin: an environment whose address changes has none. */
import type { SafeStorage } from "electron";
import { z } from "zod";
import type { SecretStorage } from "../../shared/host.ts";
import type { JsonFile } from "../system/json-file.ts";

export const vaultSchema = z.record(z.string(), z.strictObject({ origin: z.string(), data: z.base64() }));
export type VaultContent = z.infer<typeof vaultSchema>;

export interface SecretOwner {
	readonly id: string;
	/** The environment's origin. */
	readonly url: string;
}

export interface Vault {
	storage(): Promise<SecretStorage>;
	/** The secret of this environment at this origin. For the gateway alone: no call of a page reads it. */
	get(owner: SecretOwner): Promise<string | undefined>;
	has(owner: SecretOwner): Promise<boolean>;
	set(owner: SecretOwner, secret: string): Promise<void>;
	forget(id: string): Promise<void>;
}

export interface VaultParts {
	readonly safeStorage: Pick<
		SafeStorage,
		"isAsyncEncryptionAvailable" | "encryptStringAsync" | "decryptStringAsync" | "getSelectedStorageBackend" | "setUsePlainTextEncryption"
	>;
	readonly file: JsonFile<VaultContent>;
	readonly platform: NodeJS.Platform;
}

interface Held {
	readonly origin: string;
	readonly secret: string;
}

export function createVault({ safeStorage, file, platform }: VaultParts): Vault {
	const held = new Map<string, Held>();
	let content: Promise<VaultContent> | undefined;
	let storage: Promise<SecretStorage> | undefined;
	const read = () => {
		content ??= file.read();
		return content;
	};
	const write = async (next: VaultContent) => {
		content = Promise.resolve(next);
		await file.write(next);
	};
	const without = async (id: string) => {
		const { [id]: _forgotten, ...rest } = await read();
		return rest;
	};
	const how = () => {
		storage ??= storageOf(safeStorage, platform);
		return storage;
	};
	return {
		storage: how,
		async get({ id, url }) {
			const known = held.get(id);
			if (known !== undefined) return known.origin === url ? known.secret : undefined;
			const kept = (await read())[id];
			if (kept === undefined || kept.origin !== url || (await how()) === "memory") return undefined;
			const { result } = await safeStorage.decryptStringAsync(Buffer.from(kept.data, "base64"));
			held.set(id, { origin: url, secret: result });
			return result;
		},
		has: async ({ id, url }) => (held.get(id) ?? (await read())[id])?.origin === url,
		async set({ id, url }, secret) {
			held.set(id, { origin: url, secret });
			if ((await how()) === "memory") return;
			const data = (await safeStorage.encryptStringAsync(secret)).toString("base64");
			await write({ ...(await read()), [id]: { origin: url, data } });
		},
		async forget(id) {
			held.delete(id);
			await write(await without(id));
		},
	};
}

/** Linux without a key store encrypts under a key that is no secret; that is said, and better than a file in clear. */
async function storageOf(safeStorage: VaultParts["safeStorage"], platform: NodeJS.Platform): Promise<SecretStorage> {
	const basic = platform === "linux" && safeStorage.getSelectedStorageBackend() === "basic_text";
	if (basic) safeStorage.setUsePlainTextEncryption(true);
	if (!(await safeStorage.isAsyncEncryptionAvailable())) return "memory";
	return basic ? "basic_text" : "encrypted";
}
