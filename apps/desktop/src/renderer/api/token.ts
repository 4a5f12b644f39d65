/** The operator's token: in this tab's memory and session storage, and in the memory of the worker that holds its live line; nowhere else. */

const KEY = "orderdeck.token";

export interface TokenStore {
	get(): string | undefined;
	set(token: string | undefined): void;
}

export function createTokenStore(storage: Pick<Storage, "getItem" | "setItem" | "removeItem">): TokenStore {
	let token = storage.getItem(KEY) ?? undefined;
	return {
		get: () => token,
		set(next) {
			token = next;
			if (next === undefined) storage.removeItem(KEY);
			else storage.setItem(KEY, next);
		},
	};
}

/** Where the main process adds the token to requests: here there is none. */
export const noTokens: TokenStore = { get: () => undefined, set: () => undefined };

/** The headers that carry the token; none without one. */
export function authorization(token: string | undefined): Record<string, string> {
	return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
