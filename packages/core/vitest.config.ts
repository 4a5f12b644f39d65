import { configDefaults, defineConfig } from "vitest/config";

/** What needs a server runs by `npm run test:kafka` and `npm run test:couchbase`. */
export default defineConfig({
	test: {
		include: ["src/**/*.test.ts"],
		exclude: [...configDefaults.exclude, "**/*.{kafka,couchbase}.test.ts"],
		// No test is about time: a machine may be busy.
		testTimeout: 60_000,
		expect: { poll: { timeout: 30_000 } },
	},
});
