/** Who looks at the screen, and the gate before it. */
import type { ActionRoles } from "@orderdeck/contracts/action-roles";
import { type AccessRole, clientOf, type SessionOutput } from "@orderdeck/contracts/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";
import type { Offer } from "../../shared/sign-in/authorization.ts";
import type { Arrival } from "../access/redirect-sign-in.ts";
import { useTRPC } from "../api/client.ts";
import { problemOf } from "../api/problem.ts";
import type { TokenStore } from "../api/token.ts";
import { useHost } from "../host/host-context.tsx";
import { daemonClock } from "../live/daemon-clock.ts";
import { SignInDialog } from "./access/sign-in-dialog.tsx";
import type { SignInWays } from "./access/sign-in-form.tsx";
import { useEnvironment } from "./environments/environment-context.tsx";
import { Connecting, SignIn, Unreachable } from "./sign-in.tsx";

export interface Session {
	readonly name: string;
	readonly role: AccessRole;
	readonly version: string;
	/** The same for all sessions of one operator. */
	readonly client: string;
	/** The value of the claim that granted the role. */
	readonly grantedBy: string | undefined;
	/** Where they signed in: an issuer's host, `a token`; undefined where the daemon requires no sign-in. */
	readonly signedInWith: string | undefined;
	/** When it expires, ms since the epoch by the daemon's clock; undefined for a session that does not. */
	readonly expiresAt: number | undefined;
	/** Why it has ended, in a sentence; undefined while it has not. What was read stays on the screen, and nothing can be changed. */
	readonly ended: string | undefined;
	/** The role that each mutation requires, by its path, as the daemon states it. */
	readonly actions: ActionRoles;
	/** Counts the sign-ins on this page. */
	readonly signIns: number;
	/** Undefined where the daemon requires no token. */
	readonly signOut: (() => void) | undefined;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
	const session = useContext(SessionContext);
	if (session === undefined) throw new Error("useSession outside SessionGate");
	return session;
}

/** Whether the role is more than a viewer's. Why something cannot be done, and whether it can now, is `useActBlock`. */
export function useMayAct(): boolean {
	return useSession().role !== "viewer";
}

export function SessionProvider(props: { session: Session; children: ReactNode }) {
	return <SessionContext.Provider value={props.session}>{props.children}</SessionContext.Provider>;
}

export type Loaded = Pick<Arrival, "failed" | "mayRedirect">;

/**
 * Shows its children to operators that the daemon knows; requires others to sign in. When a session ends by itself its children stay, with
 * what was read and what was typed, until the operator signs in again or out.
 */
export function SessionGate(props: { tokens: TokenStore; loaded: Loaded; children: ReactNode }) {
	const trpc = useTRPC();
	const session = useQuery({
		...trpc.session.queryOptions(),
		staleTime: Number.POSITIVE_INFINITY,
		retry: false,
		refetchInterval: (query) => (query.state.status === "error" ? 2_000 : false),
	});
	const { data, refetch } = session;
	const last = useLastKnown(data);
	const { known } = last;
	const { credential, ways, signOut } = useSignInWays(props, { data, refetch, isFetching: session.isFetching, last });
	useExpiry(data?.expires_at, refetch);
	useForgetting(data?.actor === null && known.current === undefined);
	// While it is requested again the last response is unknown: what is on the screen, and what is typed there, stays.
	const refusal = useRef<string>(undefined);
	if (session.isError) refusal.current = problemOf(session.error).message;
	if (data === undefined) return refusal.current === undefined ? <Connecting /> : <Unreachable message={refusal.current} />;
	const shown = data.actor === null ? known.current?.data : data;
	if (shown?.actor == null) return <SignIn ways={ways} kept={credential.kept} />;
	const { actor, auth_required, version } = shown;
	const now: Session = {
		name: actor.name,
		role: actor.role,
		version,
		client: clientOf(actor),
		grantedBy: shown.granted_by ?? undefined,
		signedInWith: signedInWith(shown),
		expiresAt: shown.expires_at == null ? undefined : Date.parse(shown.expires_at),
		ended: data.actor === null ? (data.refused?.message ?? "The token is no longer accepted.") : undefined,
		// A daemon of an older version states none.
		actions: shown.actions ?? {},
		signIns: known.current?.signIns ?? 0,
		signOut: auth_required ? signOut : undefined,
	};
	return (
		<SessionProvider key={now.client} session={now}>
			{props.children}
			{now.ended !== undefined && <SignInDialog ways={ways} kept={credential.kept} />}
		</SessionProvider>
	);
}

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

function useLastKnown(data: SessionOutput | undefined): LastKnown {
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
function useSignInWays({ tokens, loaded }: { tokens: TokenStore; loaded: Loaded }, { data, last, refetch, isFetching }: Reading) {
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
	useRedirect(
		{ offer: takesTokens ? null : oidc, isWanted: loaded.mayRedirect && data?.actor === null && !credential.present },
		withIssuer,
	);
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

/** By which the two clocks may differ before a daemon refuses a session; what is later is refused. In ms. */
const LEEWAY_MS = 61_000;
/** The longest delay of a timer, in ms. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** Requests the session again when it has expired. */
function useExpiry(expiresAt: string | null | undefined, refetch: () => Promise<unknown>): void {
	useEffect(() => {
		if (expiresAt == null) return;
		const delay = Math.max(0, Date.parse(expiresAt) + LEEWAY_MS - daemonClock.now());
		const timer = setTimeout(() => void refetch(), Math.min(delay, LONGEST_DELAY_MS));
		return () => clearTimeout(timer);
	}, [expiresAt, refetch]);
}

/** What one operator has read is not kept for the next. */
function useForgetting(isSignedOut: boolean): void {
	const queryClient = useQueryClient();
	useEffect(() => {
		if (isSignedOut) queryClient.removeQueries({ type: "inactive" });
	}, [isSignedOut, queryClient]);
}

function signedInWith({ auth, sign_in }: SessionOutput): string | undefined {
	if (auth === "oidc") return sign_in.oidc === null ? "the issuer" : new URL(sign_in.oidc.issuer).host;
	return auth === "token" ? "a token" : undefined;
}

/** Where the token goes: to the host where it keeps secrets, else into this tab. */
function useCredential(tokens: TokenStore) {
	const { manager } = useHost().environments;
	const { id, hasSecret } = useEnvironment();
	if (manager === undefined) {
		return { present: tokens.get() !== undefined, kept: "in this tab", set: async (token: string | undefined) => tokens.set(token) };
	}
	return { present: hasSecret, kept: "by this system's key store", set: (token: string | undefined) => manager.setSecret(id, token) };
}
