/** What may be handed to the system's browser. */
import type { Outcome } from "../../shared/host.ts";

/** The address as parsed, when it is `https:` and carries no credentials; undefined else. */
export function externalUrl(text: string): string | undefined {
	if (text.length > 2_000 || !URL.canParse(text)) return undefined;
	const url = new URL(text);
	return url.protocol === "https:" && url.username === "" && url.password === "" ? url.href : undefined;
}

export function createOpenExternal(open: (url: string) => Promise<void>): (text: string) => Promise<Outcome> {
	return async (text) => {
		const url = externalUrl(text);
		if (url === undefined) return { done: false, reason: "Only https:// addresses are opened." };
		await open(url);
		return { done: true };
	};
}
