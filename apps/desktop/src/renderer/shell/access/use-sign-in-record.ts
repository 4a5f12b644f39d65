/** Each sign-in is in the audit log once, however often the page is loaded with it. */
import { clientOf, type SessionOutput } from "@orderdeck/contracts/session";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTRPC } from "../../api/client.ts";
import { mayPass } from "../../api/problem.ts";
import { useHost } from "../../host/host-context.tsx";

/** Which sign-in was recorded last: kept where the credential lasts as long. */
const KEY = "orderdeck.recorded-sign-in";
/** While the daemon is unavailable it is tried so often, this many ms apart; afterward by the next load of the page. */
const TRIES = 20;
const RETRY_MS = 5_000;

/** `session`: undefined until it was read. Without a credential nobody signs in. */
export function useSignInRecord(session: SessionOutput | undefined): void {
	const trpc = useTRPC();
	const { kind } = useHost();
	const sending = useRef<string>(undefined);
	const { mutate } = useMutation({
		...trpc.access.recordSignIn.mutationOptions(),
		retry: (count, error) => count < TRIES && mayPass(error),
		retryDelay: RETRY_MS,
	});
	const signIn = session === undefined ? undefined : signInOf(session);
	useEffect(() => {
		// The desktop app keeps the credential over restarts, a browser in its tab.
		const kept = kind === "electron" ? window.localStorage : window.sessionStorage;
		if (signIn === null) kept.removeItem(KEY);
		if (signIn == null || signIn === kept.getItem(KEY) || signIn === sending.current) return;
		sending.current = signIn;
		mutate(
			{},
			{
				onSuccess: () => kept.setItem(KEY, signIn),
				onSettled: () => {
					sending.current = undefined;
				},
			},
		);
	}, [signIn, kind, mutate]);
}

/** The same text for all loads with one credential; null where there is none. */
function signInOf({ actor, auth, expires_at }: SessionOutput): string | null {
	return actor === null || (auth !== "token" && auth !== "oidc") ? null : JSON.stringify([clientOf(actor), auth, expires_at]);
}
