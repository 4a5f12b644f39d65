import { configDefaults, defineConfig } from "vitest/config";

/** What needs a server runs by `npm run test:kafka` and `npm run test:couchbase`. */
export default defineConfig({
	test: { include: ["src/**/*.test.ts"], exclude: [...configDefaults.exclude, "**/*.{kafka,couchbase}.test.ts"] },
});
