/** How one signs in on this page, and who was signed in last. */
import type { SessionOutput } from "@orderdeck/contracts/session";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Offer } from "../../../shared/sign-in/authorization.ts";
import type { Arrival } from "../../access/redirect-sign-in.ts";
import type { TokenStore } from "../../api/token.ts";
import { useHost } from "../../host/host-context.tsx";
import { useEnvironment } from "../environments/environment-context.tsx";
import type { SignInWays } from "./sign-in-form.tsx";

/** How the page was loaded. */
export type Loaded = Pick<Arrival, "failed" | "mayRedirect">;

interface Known {
	readonly data: SessionOutput;
	readonly signIns: number;
}

interface LastKnown {
	/** The last session with an operator; undefined before the first, and after they have signed out. */
	readonly known: { readonly current: Known | undefined };
	/** Counts the sign-ins on this page. */
	readonly signIns: { readonly current: number };
	/** The next session without an operator is then no surprise. */
	forget(): void;
}

export function useLastKnown(data: SessionOutput | undefined): LastKnown {
	const known = useRef<Known>(undefined);
	const signIns = useRef(0);
	const state = useRef({ isSignedIn: false, forgets: false });
	if (data !== undefined) {
		const isSignedIn = data.actor !== null;
		if (isSignedIn && !state.current.isSignedIn) signIns.current += 1;
		if (isSignedIn) known.current = { data, signIns: signIns.current };
		else if (state.current.forgets) known.current = undefined;
		state.current = { isSignedIn, forgets: state.current.forgets && isSignedIn };
	}
	const forget = () => {
		state.current = { ...state.current, forgets: true };
	};
	return { known, signIns, forget };
}

interface Reading {
	readonly data: SessionOutput | undefined;
	readonly last: LastKnown;
	readonly refetch: () => Promise<unknown>;
	readonly isFetching: boolean;
}

/** How one can sign in on this page, and out. */
export function useSignInWays({ tokens, loaded }: { tokens: TokenStore; loaded: Loaded }, { data, last, refetch, isFetching }: Reading) {
	const host = useHost();
	const credential = useCredential(tokens);
	const [failed, setFailed] = useState(loaded.failed);
	const [leaving, setLeaving] = useState(false);
	// A daemon of an older version states no way to sign in: it accepts tokens.
	const { tokens: takesTokens = true, oidc = null } = { ...data?.sign_in };
	const set = async (token: string | undefined) => {
		await credential.set(token);
		await refetch();
	};
	const withIssuer = useCallback(
		async (offer: Offer) => {
			setFailed(undefined);
			setLeaving(true);
			const outcome = await host.signIn(offer).catch((error: unknown) => ({ done: false as const, reason: String(error) }));
			if (!outcome.done) setFailed(outcome.reason);
			// A page that leaves stays as it is until it is gone.
			if (!outcome.done || host.kind === "electron") setLeaving(false);
			if (outcome.done && host.kind === "electron") await refetch();
		},
		[host, refetch],
	);
	const signOut = () => {
		last.forget();
		void set(undefined);
	};
	const isNew = last.signIns.current === 0 && data?.actor === null && (!credential.present || data.refused?.reason === "EXPIRED");
	useRedirect({ offer: takesTokens ? null : oidc, isWanted: loaded.mayRedirect && isNew }, withIssuer);
	const refused = data?.refused?.message ?? (credential.present ? "This token was not accepted." : undefined);
	const ways: SignInWays = {
		issuer: oidc === null ? undefined : { host: new URL(oidc.issuer).host, start: () => void withIssuer(oidc), leaving },
		onToken: takesTokens ? set : undefined,
		checking: isFetching,
		refused: failed ?? refused,
	};
	return { credential, ways, signOut };
}

/** Where the issuer is the only way, a page that nobody has signed in on leaves for it by itself: once. */
function useRedirect({ offer, isWanted }: { offer: Offer | null; isWanted: boolean }, leave: (offer: Offer) => Promise<void>): void {
	const left = useRef(false);
	useEffect(() => {
		if (!isWanted || offer === null || left.current) return;
		left.current = true;
		void leave(offer);
	}, [isWanted, offer, leave]);
}

/** Where the token goes: to the host where it keeps secrets, else into this tab. */
function useCredential(tokens: TokenStore) {
	const { manager } = useHost().environments;
	const { id, hasSecret } = useEnvironment();
	if (manager === undefined) {
		return { present: tokens.get() !== undefined, kept: "in this tab", set: async (token: string | undefined) => tokens.set(token) };
	}
	return { present: hasSecret, kept: "in this system's key store", set: (token: string | undefined) => manager.setSecret(id, token) };
}
