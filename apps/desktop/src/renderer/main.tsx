import "./no-eval.ts";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./theme/fonts.css";
import "./theme/base.css";
import "./theme/stale.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { type Arrival, arrive } from "./access/redirect-sign-in.ts";
import { createApiClient } from "./api/client.ts";
import { createTokenStore, noTokens } from "./api/token.ts";
import { App } from "./app.tsx";
import { watchStyles } from "./chunks/failed-styles.ts";
import { createBrowserHost, pageOf } from "./host/host-browser.ts";
import { ownLine, sharedLine } from "./live/page-line.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");

watchStyles(document);
const host = window.orderdeck ?? createBrowserHost(window);
const url = `${window.location.origin}/trpc`;
const tokens = host.kind === "electron" ? noTokens : createTokenStore(window.sessionStorage);
// In the desktop app an environment has one window, with a session of its own: there is nothing to share.
const openLine = host.kind === "electron" ? ownLine(url, tokens) : sharedLine(url, tokens);
const arrival: Arrival = host.kind === "electron" ? { mayRedirect: false } : await arrive(pageOf(window));
if (arrival.token !== undefined) tokens.set(arrival.token);
createRoot(root).render(
	<StrictMode>
		<App
			client={createApiClient(url, tokens, host.environments)}
			tokens={tokens}
			openLine={openLine}
			host={host}
			arrival={{ failed: arrival.failed, mayRedirect: arrival.mayRedirect }}
		/>
	</StrictMode>,
);
