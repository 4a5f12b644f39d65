/** Secrets, encrypted by the system's key store. Each belongs to one origin: an environment whose address changes has none. */
import type { SafeStorage } from "electron";
import { z } from "zod";
import type { SecretStorage } from "../../shared/host.ts";
import type { JsonFile } from "../system/json-file.ts";

const entrySchema = z.strictObject({ origin: z.string(), data: z.base64() });
/** What is no entry is left out: one that is damaged must not cost the others. */
export const vaultSchema = z.record(z.string(), z.unknown()).transform((entries) =>
	Object.fromEntries(
		Object.entries(entries).flatMap(([id, entry]) => {
			const parsed = entrySchema.safeParse(entry);
			return parsed.success ? [[id, parsed.data] as const] : [];
		}),
	),
);
export type VaultContent = z.infer<typeof vaultSchema>;

/** Printable characters, as a header can carry them; no longer than a daemon accepts: the token of an issuer may state many groups. */
export const secretSchema = z.string().regex(/^[\x21-\x7e]{1,12288}$/);

export interface SecretOwner {
	readonly id: string;
	/** The environment's origin. */
	readonly url: string;
}

export interface Vault {
	storage(): Promise<SecretStorage>;
	/**
	 * The secret of this environment at this origin; undefined where there is none, or none that the key store can decrypt. For the gateway
	 * alone: no call of a page reads it.
	 */
	get(owner: SecretOwner): Promise<string | undefined>;
	/** Whether `get` has one: a secret that cannot be read is requested again. */
	has(owner: SecretOwner): Promise<boolean>;
	/** Kept until the app ends where it cannot be saved. */
	set(owner: SecretOwner, secret: string): Promise<void>;
	forget(id: string): Promise<void>;
	/** Forgets the secrets of all other environments. */
	retain(ids: readonly string[]): Promise<void>;
}

export interface VaultParts {
	readonly safeStorage: Pick<
		SafeStorage,
		"isAsyncEncryptionAvailable" | "encryptStringAsync" | "decryptStringAsync" | "getSelectedStorageBackend" | "setUsePlainTextEncryption"
	>;
	readonly file: JsonFile<VaultContent>;
	readonly platform: NodeJS.Platform;
	/** The key store or the file has failed. */
	failed(error: unknown): void;
}

interface Held {
	readonly origin: string;
	/** Never rejects. */
	readonly secret: Promise<string | undefined>;
}

export function createVault({ safeStorage, file, platform, failed }: VaultParts): Vault {
	/** Each secret is decrypted once: a key store may show a dialog each time that it is used. */
	const held = new Map<string, Held>();
	let content: Promise<VaultContent> | undefined;
	/** Whether the key store or the file has refused a secret. */
	let unsaved = false;
	const read = () => {
		content ??= file.read();
		return content;
	};
	const write = async (next: VaultContent) => {
		content = Promise.resolve(next);
		await file.write(next);
	};
	// Found out each time: a key store that is locked when the app starts may be unlocked later.
	const storage = () => storageOf(safeStorage, platform).catch((error: unknown) => reported(error, failed, "memory" as const));

	/** `over` is what is replaced: a secret that was forgotten meanwhile stays forgotten. */
	const save = async ({ id, url }: SecretOwner, secret: string, over?: string) => {
		const data = (await safeStorage.encryptStringAsync(secret)).toString("base64");
		const known = await read();
		if (over === undefined || known[id]?.data === over) await write({ ...known, [id]: { origin: url, data } });
	};
	const decrypt = async (owner: SecretOwner, data: string) => {
		const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(data, "base64"));
		const secret = secretSchema.safeParse(result);
		if (!secret.success) throw new Error(`what the key store decrypted for ${owner.url} is not a token`);
		if (shouldReEncrypt) await save(owner, secret.data, data).catch(failed);
		return secret.data;
	};

	const get = async (owner: SecretOwner) => {
		const known = held.get(owner.id);
		if (known !== undefined) return known.origin === owner.url ? known.secret : undefined;
		const kept = (await read())[owner.id];
		if (kept === undefined || kept.origin !== owner.url || (await storage()) === "memory") return undefined;
		const secret = held.get(owner.id)?.secret ?? decrypt(owner, kept.data).catch((error: unknown) => reported(error, failed, undefined));
		held.set(owner.id, { origin: owner.url, secret });
		return secret;
	};
	return {
		storage: async () => (unsaved ? "memory" : storage()),
		get,
		has: async (owner) => (await get(owner)) !== undefined,
		async set(owner, secret) {
			held.set(owner.id, { origin: owner.url, secret: Promise.resolve(secret) });
			if ((await storage()) === "memory") return;
			try {
				await save(owner, secret);
				unsaved = false;
			} catch (error) {
				unsaved = true;
				failed(error);
			}
		},
		async forget(id) {
			held.delete(id);
			const { [id]: _forgotten, ...rest } = await read();
			await write(rest);
		},
		async retain(ids) {
			const entries = Object.entries(await read());
			const kept = entries.filter(([id]) => ids.includes(id));
			if (kept.length < entries.length) await write(Object.fromEntries(kept)).catch(failed);
		},
	};
}

function reported<T>(error: unknown, failed: (error: unknown) => void, instead: T): T {
	failed(error);
	return instead;
}

/** Linux without a key store encrypts under a key that is no secret; that is said, and better than a file in clear. */
async function storageOf(safeStorage: VaultParts["safeStorage"], platform: NodeJS.Platform): Promise<SecretStorage> {
	const basic = platform === "linux" && safeStorage.getSelectedStorageBackend() === "basic_text";
	if (basic) safeStorage.setUsePlainTextEncryption(true);
	if (!(await safeStorage.isAsyncEncryptionAvailable())) return "memory";
	return basic ? "basic_text" : "encrypted";
}
