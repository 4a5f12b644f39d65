/**
 * `npm run build`: the daemon as plain JavaScript in `dist/`, to be run without installed packages. Beside it stand the web console, where it has
 * been built, and the native packages, which no bundler can take in.
 */
import { cp, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import { copyNativePackages, NATIVE } from "./native-packages.ts";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const WEB = fileURLToPath(new URL("../../desktop/dist/web/", import.meta.url));
const COMPILE_CACHE = fileURLToPath(new URL("../src/compile-cache.cjs", import.meta.url));

const ENTRIES = {
	main: "src/main.ts",
	thread: "src/pipeline/thread.ts",
	"checkpoint-thread": "../../packages/core/src/adapters/sqlite/checkpoint-thread.ts",
	"replay-orders": "src/replay-orders.ts",
	"audit-verify": "src/audit-verify.ts",
	backup: "src/backup.ts",
	restore: "src/restore.ts",
	"couchbase-setup": "../../packages/core/src/adapters/couchbase/setup/setup-main.ts",
} as const;

/** The threads by the module that starts them: how its source names the thread's, and the bundle's file. */
const THREADS = [
	{ startedBy: "/src/main.ts", source: "./pipeline/thread.ts", file: "./thread.js" },
	{ startedBy: "/adapters/sqlite/checkpoints.ts", source: "./checkpoint-thread.ts", file: "./checkpoint-thread.js" },
];

/** In the bundle a thread's file stands beside the others. Throws when the source names it no more. */
const threadsBesideEntries: Plugin = {
	name: "orderdeck:threads-beside-entries",
	transform(code, id) {
		const thread = THREADS.find(({ startedBy }) => id.endsWith(startedBy));
		if (thread === undefined) return null;
		const source = JSON.stringify(thread.source);
		if (!code.includes(source)) throw new Error(`${thread.startedBy} no longer starts ${source}; change the bundle with it`);
		return { code: code.replace(source, JSON.stringify(thread.file)), map: null };
	},
};

await rm(DIST, { recursive: true, force: true });
await build({
	configFile: false,
	root: PACKAGE,
	logLevel: "warn",
	plugins: [threadsBesideEntries],
	ssr: { noExternal: true, external: [...NATIVE], target: "node" },
	build: {
		ssr: true,
		outDir: DIST,
		target: "node24",
		// Stack traces name functions as they are written; compressed, the image gains next to nothing.
		minify: false,
		rolldownOptions: {
			input: { ...ENTRIES },
			// No folder for chunks: they look for the web console beside themselves.
			output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
		},
	},
});
await cp(COMPILE_CACHE, new URL("../dist/compile-cache.cjs", import.meta.url));
await copyNativePackages(PACKAGE, DIST);
await cp(WEB, new URL("../dist/web/", import.meta.url), { recursive: true }).catch((cause: unknown) => {
	throw new Error("the web console has not been built: npm run build:web", { cause });
});
