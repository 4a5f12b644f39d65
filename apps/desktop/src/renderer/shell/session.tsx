/** Who looks at the screen, and the gate before it. */
import type { AccessRole } from "@orderdeck/contracts/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useRef } from "react";
import { useTRPC } from "../api/client.ts";
import { problemOf } from "../api/problem.ts";
import type { TokenStore } from "../api/token.ts";
import { useHost } from "../host/host-context.tsx";
import { useEnvironment } from "./environments/environment-context.tsx";
import { Connecting, SignIn, Unreachable } from "./sign-in.tsx";

export interface Session {
	readonly name: string;
	readonly role: AccessRole;
	readonly version: string;
	/** Undefined where the daemon requires no token. */
	readonly signOut: (() => void) | undefined;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
	const session = useContext(SessionContext);
	if (session === undefined) throw new Error("useSession outside SessionGate");
	return session;
}

/** What a viewer may not do is not offered. Whether it can be done now is decided by `useActionsBlocked`. */
export function useMayAct(): boolean {
	return useSession().role !== "viewer";
}

export function SessionProvider(props: { session: Session; children: ReactNode }) {
	return <SessionContext.Provider value={props.session}>{props.children}</SessionContext.Provider>;
}

/** Shows its children to operators that the daemon knows; requires a token of others. */
export function SessionGate(props: { tokens: TokenStore; children: ReactNode }) {
	const trpc = useTRPC();
	const credential = useCredential(props.tokens);
	const session = useQuery({
		...trpc.session.queryOptions(),
		staleTime: Number.POSITIVE_INFINITY,
		retry: false,
		refetchInterval: (query) => (query.state.status === "error" ? 2_000 : false),
	});
	useForgetting(session.data?.actor === null);
	// While it is requested again the last response is unknown: what is on the screen, and what is typed there, stays.
	const refusal = useRef<string>(undefined);
	if (session.isError) refusal.current = problemOf(session.error).message;
	if (session.data === undefined) return refusal.current === undefined ? <Connecting /> : <Unreachable message={refusal.current} />;
	const { actor, auth_required, version } = session.data;
	const signIn = async (token: string | undefined) => {
		await credential.set(token);
		await session.refetch();
	};
	if (actor === null) return <SignIn onToken={signIn} checking={session.isFetching} refused={credential.present} kept={credential.kept} />;
	const known = { ...actor, version, signOut: auth_required ? () => void signIn(undefined) : undefined };
	return <SessionProvider session={known}>{props.children}</SessionProvider>;
}

/** What one operator has read is not kept for the next. */
function useForgetting(isSignedOut: boolean): void {
	const queryClient = useQueryClient();
	useEffect(() => {
		if (isSignedOut) queryClient.removeQueries({ type: "inactive" });
	}, [isSignedOut, queryClient]);
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
