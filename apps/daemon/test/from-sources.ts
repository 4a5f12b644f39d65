/** The arguments of Node with which tests start the daemon from its sources, in its package's folder: `npm start` runs a bundle, with the same flags. */
export const FROM_SOURCES = [
	"--disable-warning=ExperimentalWarning",
	"--max-semi-space-size=4",
	"--require",
	"./src/compile-cache.cjs",
	"src/main.ts",
] as const;
