/** Builds the renderer as the web page that the daemon serves at `/`. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { CHUNKS } from "./build/chunks.ts";
import { compressed } from "./build/compressed.ts";

const DAEMON = "http://127.0.0.1:4400";

export default defineConfig({
	root: "src/renderer",
	base: "./",
	plugins: [react(), compressed()],
	// Small files stay files: the daemon's content policy allows fonts from its own origin only, not from data: URLs.
	// Browsers since 2024: for older ones light-dark() would be taken apart, and the colours of an environment with it.
	build: {
		outDir: "../../dist/web",
		emptyOutDir: true,
		assetsInlineLimit: 0,
		target: "es2024",
		cssTarget: ["chrome123", "firefox120", "safari17.5"],
		rolldownOptions: { output: { codeSplitting: { groups: CHUNKS } } },
	},
	server: { host: "127.0.0.1", port: 5173, proxy: { "/trpc": DAEMON, "/api": DAEMON } },
});
