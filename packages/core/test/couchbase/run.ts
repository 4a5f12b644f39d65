/**
 * `npm run test:couchbase`: the tests of the Couchbase adapter. With COUCHBASE_HOST they run on that cluster, all of them; else on
 * Couchbase's own mock server, which has no query service: what that leaves out is named at the end.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { CannotRun, type MockServer, startMockServer } from "./server.ts";

const reportSchema = z.object({
	testResults: z.array(z.object({ assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })) })),
});

async function runTests(env: Readonly<Record<string, string>>): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), "orderdeck-couchbase-"));
	const report = join(folder, "report.json");
	const args = [
		"vitest",
		"run",
		"--config",
		"vitest.couchbase.config.ts",
		"--reporter=default",
		"--reporter=json",
		`--outputFile.json=${report}`,
	];
	try {
		const child = spawn("npx", [...args, ...process.argv.slice(2)], {
			cwd: join(import.meta.dirname, "..", ".."),
			env: { ...process.env, ...env },
			stdio: "inherit",
		});
		const [status] = await once(child, "exit");
		sayWhatWasNotRun(report);
		return typeof status === "number" ? status : 1;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function sayWhatWasNotRun(report: string): void {
	const { testResults } = reportSchema.parse(JSON.parse(readFileSync(report, "utf8")));
	const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
	const skipped = tests.filter(({ status }) => status === "skipped" || status === "pending");
	if (skipped.length === 0) return;
	console.log(`\nNot run here (${skipped.length}):`);
	for (const { fullName } of skipped) console.log(`  ${fullName}`);
}

async function serverHere(): Promise<MockServer | undefined> {
	try {
		return await startMockServer();
	} catch (error) {
		if (!(error instanceof CannotRun)) throw error;
		console.log(`SKIPPED the Couchbase tests: ${error.message}`);
		return undefined;
	}
}

if (process.env.COUCHBASE_HOST !== undefined && process.env.COUCHBASE_HOST !== "") {
	process.exitCode = await runTests({});
} else {
	await using server = await serverHere();
	if (server !== undefined) process.exitCode = await runTests({ TEST_COUCHBASE_UPSTREAM: String(server.port) });
}
