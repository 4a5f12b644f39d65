import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./theme/fonts.css";
import "./theme/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createApiClient } from "./api/client.ts";
import { createTokenStore, noTokens } from "./api/token.ts";
import { App } from "./app.tsx";
import { createBrowserHost } from "./host/host-browser.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");

const host = window.orderdeck ?? createBrowserHost(window);
const tokens = host.kind === "electron" ? noTokens : createTokenStore(window.sessionStorage);
createRoot(root).render(
	<StrictMode>
		<App client={createApiClient(`${window.location.origin}/trpc`, tokens, host.environments)} tokens={tokens} host={host} />
	</StrictMode>,
);
