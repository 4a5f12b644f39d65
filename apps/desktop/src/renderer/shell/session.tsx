/** Who looks at the screen, and the gate before it. */
import type { ActionRoles } from "@orderdeck/contracts/action-roles";
import { type AccessRole, clientOf, type SessionOutput } from "@orderdeck/contracts/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useRef } from "react";
import { useTRPC } from "../api/client.ts";
import { problemOf } from "../api/problem.ts";
import type { TokenStore } from "../api/token.ts";
import { daemonClock } from "../live/daemon-clock.ts";
import { SignInDialog } from "./access/sign-in-dialog.tsx";
import { type Loaded, useLastKnown, useSignInWays } from "./access/use-sign-in.ts";
import { useSignInRecord } from "./access/use-sign-in-record.ts";
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
	/** Until when this person has unlocked production, ms since the epoch by the daemon's clock; undefined where they have not. */
	readonly unlockedUntil: number | undefined;
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

/**
 * Shows its children to operators that the daemon knows; requires others to sign in. When a session ends by itself its children stay, with
 * what was read and what was typed, until the operator signs in again or out.
 */
export function SessionGate(props: { tokens: TokenStore; loaded: Loaded; children: ReactNode }) {
	const trpc = useTRPC();
	const isGuarded = useEnvironment().kind === "production";
	const session = useQuery({
		...trpc.session.queryOptions(),
		staleTime: Number.POSITIVE_INFINITY,
		retry: false,
		refetchInterval({ state }) {
			if (isGuarded && state.data?.actor != null) return UNLOCK_MS;
			return state.status === "error" ? RETRY_MS : false;
		},
		refetchOnWindowFocus: ({ state }) => (isGuarded && state.data?.actor != null ? "always" : false),
	});
	const { data, refetch } = session;
	useSignInRecord(data);
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
		// A daemon of an older version keeps no unlock.
		unlockedUntil: data.unlock == null ? undefined : Date.parse(data.unlock.until),
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

/** A session that could not be read is read again after this, in ms. */
const RETRY_MS = 2_000;
/** In production it is read again this often, in ms: the same person may have unlocked or locked it in another window. */
const UNLOCK_MS = 15_000;

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
