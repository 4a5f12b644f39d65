/** Builds the desktop app: main as a module, the preload as one CommonJS file (a sandboxed preload can be nothing else), the pages. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

export default defineConfig({
	main: { build: { outDir: "out/main", externalizeDeps: false, rollupOptions: { input: "src/main/index.ts", external: ["electron"] } } },
	preload: {
		build: {
			outDir: "out/preload",
			externalizeDeps: false,
			rollupOptions: { input: "src/preload/index.ts", external: ["electron"], output: { format: "cjs", entryFileNames: "index.cjs" } },
		},
	},
	renderer: {
		root: "src/renderer",
		base: "./",
		plugins: [react()],
		// Small files stay files: the content policy lets fonts come from the app's own origin only, not from data: addresses.
		build: { outDir: "out/renderer", minify: true, assetsInlineLimit: 0, rollupOptions: { input: "src/renderer/index.html" } },
	},
});
