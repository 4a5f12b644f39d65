/** A key store and the app's files, for tests. */
import { join } from "node:path";
import { expect } from "vitest";
import type { z } from "zod";
import { createJsonFile } from "../system/json-file.ts";
import type { VaultParts } from "./vault.ts";

export type Backend = "gnome_libsecret" | "basic_text" | "none";
export type KeyStore = VaultParts["safeStorage"];

/** A key store that turns a text around; what it would do with it is the system's. */
export function keyStore(backend: Backend, change: Partial<KeyStore> = {}): KeyStore {
	let plain = false;
	return {
		isAsyncEncryptionAvailable: async () => backend === "gnome_libsecret" || plain,
		getSelectedStorageBackend: () => (backend === "none" ? "unknown" : backend),
		setUsePlainTextEncryption(use) {
			plain = use;
		},
		encryptStringAsync: async (text) => Buffer.from([...text].toReversed().join("")),
		decryptStringAsync: async (data) => ({ result: [...data.toString()].toReversed().join(""), shouldReEncrypt: false }),
		...change,
	};
}

export function fileIn<T>(folder: string, name: string, schema: z.ZodType<T>, fallback: T) {
	return createJsonFile({ path: join(folder, name), schema, fallback, failed: expect.unreachable });
}
