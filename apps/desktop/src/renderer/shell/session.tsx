/** Who looks at the screen, and the gate before it. */
import type { AccessRole } from "@orderdeck/contracts/api-context";
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import { useTRPC } from "../api/client.ts";
import { problemOf } from "../api/problem.ts";
import type { TokenStore } from "../api/token.ts";
import { SignIn, Unreachable } from "./sign-in.tsx";

export interface Session {
	readonly name: string;
	readonly role: AccessRole;
	readonly version: string;
	/** Undefined where the daemon asks for no token. */
	readonly signOut: (() => void) | undefined;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
	const session = useContext(SessionContext);
	if (session === undefined) throw new Error("useSession outside SessionGate");
	return session;
}

/** What a viewer may not do is not offered to him. */
export function useMayAct(): boolean {
	return useSession().role !== "viewer";
}

export function SessionProvider(props: { session: Session; children: ReactNode }) {
	return <SessionContext.Provider value={props.session}>{props.children}</SessionContext.Provider>;
}

/** Shows its children to whom the daemon knows; asks others for a token. */
export function SessionGate(props: { tokens: TokenStore; children: ReactNode }) {
	const trpc = useTRPC();
	const session = useQuery({
		...trpc.session.queryOptions(),
		staleTime: Number.POSITIVE_INFINITY,
		retry: false,
		refetchInterval: (query) => (query.state.status === "error" ? 2_000 : false),
	});
	if (session.data === undefined) return session.isError ? <Unreachable message={problemOf(session.error).message} /> : null;
	const { actor, auth_required, version } = session.data;
	const signIn = (token: string | undefined) => {
		props.tokens.set(token);
		void session.refetch();
	};
	if (actor === null) return <SignIn onToken={signIn} checking={session.isFetching} refused={props.tokens.get() !== undefined} />;
	const known = { ...actor, version, signOut: auth_required ? () => signIn(undefined) : undefined };
	return <SessionProvider session={known}>{props.children}</SessionProvider>;
}
