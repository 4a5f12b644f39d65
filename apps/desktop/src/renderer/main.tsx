import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./theme/fonts.css";
import "./theme/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createApiClient } from "./api/client.ts";
import { createTokenStore } from "./api/token.ts";
import { App } from "./app.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no element with the id root");

const tokens = createTokenStore(window.sessionStorage);
createRoot(root).render(
	<StrictMode>
		<App client={createApiClient(`${window.location.origin}/trpc`, tokens)} tokens={tokens} />
	</StrictMode>,
);
