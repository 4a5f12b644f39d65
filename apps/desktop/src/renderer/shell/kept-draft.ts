/**
 * What is being typed, kept in this tab until it is sent or closed: a page that leaves to sign in is loaded again. It is the operator's own:
 * another one does not find it.
 */
import { useEffect, useState } from "react";
import { z } from "zod";
import { useSession } from "./session.tsx";

export interface DraftKind<T> {
	readonly name: string;
	readonly schema: z.ZodType<T>;
	readonly empty: () => T;
}

/** The draft, and what changes it. Forgotten when what shows it is closed. */
export function useKeptDraft<T>({ name, schema, empty }: DraftKind<T>): [T, (change: (draft: T) => T) => void] {
	const { client } = useSession();
	const key = `orderdeck.draft.${name}`;
	const [draft, setDraft] = useState(() => keptDraft(key, { client, schema }) ?? empty());
	useEffect(() => {
		window.sessionStorage.setItem(key, JSON.stringify({ client, draft }));
	}, [key, client, draft]);
	useEffect(() => () => window.sessionStorage.removeItem(key), [key]);
	return [draft, setDraft];
}

function keptDraft<T>(key: string, { client, schema }: { client: string; schema: z.ZodType<T> }): T | undefined {
	try {
		const kept = z.object({ client: z.literal(client), draft: schema }).safeParse(JSON.parse(window.sessionStorage.getItem(key) ?? "null"));
		return kept.success ? kept.data.draft : undefined;
	} catch {
		return undefined;
	}
}
