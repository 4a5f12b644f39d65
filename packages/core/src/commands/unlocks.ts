/** The stored unlocks of production: one document for each caller. */
import { createHash } from "node:crypto";
import { type Actor, clientOf } from "@orderdeck/contracts/session";
import type { UnlockRecord } from "../domain/unlock.ts";
import type { DocumentReader, Versioned } from "../ports/documents.ts";

export interface CallersUnlock {
	/** Of the document: a hash, since what identifies a caller may be longer than a key. */
	readonly key: string;
	readonly client: string;
	/** Undefined where the caller has never unlocked production. */
	readonly read: Versioned<UnlockRecord> | undefined;
}

export async function readUnlock(store: DocumentReader, actor: Actor): Promise<CallersUnlock> {
	const client = clientOf(actor);
	const key = createHash("sha256").update(client).digest("hex");
	const [read] = await store.get("unlocks", [key]);
	return { key, client, read };
}
