/** Everything put together around one client, one live store and one router. */
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import type { Host } from "../shared/host.ts";
import { type ApiClient, TRPCProvider } from "./api/client.ts";
import { mayPass } from "./api/problem.ts";
import type { TokenStore } from "./api/token.ts";
import { createBrowserHost } from "./host/host-browser.ts";
import { hostColorScheme } from "./host/host-color-scheme.ts";
import { HostProvider } from "./host/host-context.tsx";
import { styleNonce } from "./host/style-nonce.ts";
import { daemonClock } from "./live/daemon-clock.ts";
import { LiveProvider } from "./live/live-context.tsx";
import type { OpenLine } from "./live/live-line.ts";
import { createLiveStore } from "./live/live-store.ts";
import { createAppRouter } from "./router.tsx";
import { EnvironmentProvider } from "./shell/environments/environment-context.tsx";
import { SessionGate } from "./shell/session.tsx";
import { cssVariablesResolver, theme } from "./theme/theme.ts";

/** What was read is kept for a day, in ms: a screen that is opened again while the daemon is unavailable shows what it showed before. */
const KEPT_MS = 24 * 3_600_000;

/** In ms. */
const RETRY_MS = 5_000;

export function createQueryClient(): QueryClient {
	return new QueryClient({
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
}

export interface AppProps {
	readonly client: ApiClient;
	readonly tokens: TokenStore;
	readonly openLine: OpenLine;
	/** A browser's when not given. */
	readonly host?: Host;
}

export function App({ client, tokens, openLine, host: given }: AppProps) {
	const [host] = useState(() => given ?? createBrowserHost(window));
	const [queryClient] = useState(createQueryClient);
	const [store] = useState(() => createLiveStore(daemonClock.now()));
	const [router] = useState(createAppRouter);
	const [schemes] = useState(() => (host.theme === undefined ? {} : { colorSchemeManager: hostColorScheme(host.theme) }));
	return (
		<MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto" {...styleNonce()} {...schemes}>
			<Notifications position="bottom-center" autoClose={6_000} limit={3} data-colored />
			<HostProvider host={host}>
				<EnvironmentProvider>
					<QueryClientProvider client={queryClient}>
						<TRPCProvider queryClient={queryClient} trpcClient={client}>
							<SessionGate tokens={tokens}>
								<LiveProvider store={store} openLine={openLine}>
									<RouterProvider router={router} />
								</LiveProvider>
							</SessionGate>
						</TRPCProvider>
					</QueryClientProvider>
				</EnvironmentProvider>
			</HostProvider>
		</MantineProvider>
	);
}
