/** Everything put together around one client, one live store and one router. */
import { MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import type { Host } from "../shared/host.ts";
import { type ApiClient, TRPCProvider } from "./api/client.ts";
import { mayPass, problemOf } from "./api/problem.ts";
import type { TokenStore } from "./api/token.ts";
import { createBrowserHost } from "./host/host-browser.ts";
import { hostColorScheme } from "./host/host-color-scheme.ts";
import { HostProvider } from "./host/host-context.tsx";
import { styleNonce } from "./host/style-nonce.ts";
import { daemonClock } from "./live/daemon-clock.ts";
import { LiveProvider } from "./live/live-context.tsx";
import type { OpenLine } from "./live/live-line.ts";
import { createLiveStore, type LiveStore } from "./live/live-store.ts";
import { createAppRouter } from "./router.tsx";
import type { Loaded } from "./shell/access/use-sign-in.ts";
import { EnvironmentProvider } from "./shell/environments/environment-context.tsx";
import { SessionGate, useSession } from "./shell/session.tsx";
import { cssVariablesResolver, theme } from "./theme/theme.ts";

/** What was read is kept for a day, in ms: a screen that is opened again while the daemon is unavailable shows what it showed before. */
const KEPT_MS = 24 * 3_600_000;

/** In ms. */
const RETRY_MS = 5_000;

/** A refusal for want of a session may be the end of one, and one for the lock the end of an unlock: the session is read again. */
function onRefusal(client: () => QueryClient) {
	return (error: Error) => {
		if (!["UNAUTHENTICATED", "LOCKED"].includes(problemOf(error).code)) return;
		void client().invalidateQueries({ predicate: ({ queryKey: [path] }) => Array.isArray(path) && path[0] === "session" });
	};
}

export function createQueryClient(): QueryClient {
	const onError = onRefusal(() => queryClient);
	const queryClient = new QueryClient({
		queryCache: new QueryCache({ onError }),
		mutationCache: new MutationCache({ onError }),
		defaultOptions: {
			// The daemon may be this machine: whether the browser considers itself online does not matter.
			queries: {
				networkMode: "always",
				gcTime: KEPT_MS,
				refetchOnWindowFocus: false,
				retry: (count, error) => mayPass(error) && count < 2,
				retryDelay: 1_000,
				// What could not be read is read again until it can.
				refetchInterval: ({ state }) => (state.error !== null && mayPass(state.error) ? RETRY_MS : false),
			},
			mutations: { networkMode: "always", retry: false },
		},
	});
	return queryClient;
}

export interface AppProps {
	readonly client: ApiClient;
	readonly tokens: TokenStore;
	readonly openLine: OpenLine;
	/** A browser's when not given. */
	readonly host?: Host;
	/** How the page was loaded; by default as one that does not leave by itself. */
	readonly arrival?: Loaded;
}

const NOT_BY_ITSELF: Loaded = { mayRedirect: false };

export function App({ client, tokens, openLine, host: given, arrival = NOT_BY_ITSELF }: AppProps) {
	const [host] = useState(() => given ?? createBrowserHost(window));
	const [queryClient] = useState(createQueryClient);
	const [store] = useState(() => createLiveStore(daemonClock.now()));
	const [router] = useState(startRouter);
	const [schemes] = useState(() => (host.theme === undefined ? {} : { colorSchemeManager: hostColorScheme(host.theme) }));
	return (
		<MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto" {...styleNonce()} {...schemes}>
			<HostProvider host={host}>
				<EnvironmentProvider>
					<QueryClientProvider client={queryClient}>
						<TRPCProvider queryClient={queryClient} trpcClient={client}>
							<SessionGate tokens={tokens} loaded={arrival}>
								<LiveOfSession store={store} openLine={openLine}>
									<RouterProvider router={router} />
									<CatchUpAddress router={router} />
								</LiveOfSession>
							</SessionGate>
						</TRPCProvider>
					</QueryClientProvider>
				</EnvironmentProvider>
			</HostProvider>
		</MantineProvider>
	);
}

/** Loads the screen of the address at once, not only when the session is known. */
function startRouter() {
	const router = createAppRouter();
	void router.load();
	return router;
}

/** The address may have changed while there was no console to follow it, such as by a link that was pasted before the sign-in. */
function CatchUpAddress({ router }: { router: ReturnType<typeof createAppRouter> }) {
	useEffect(() => {
		if (router.state.location.href !== router.history.location.href) void router.load();
	}, [router]);
	return null;
}

/** A sign-in opens another line: the one before has the credential before. */
function LiveOfSession(props: { store: LiveStore; openLine: OpenLine; children: ReactNode }) {
	return <LiveProvider {...props} generation={useSession().signIns} />;
}
