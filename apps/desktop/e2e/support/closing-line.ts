/**
 * The end of a run, for CI to read: each failure once more, `SKIPPED` with each reason for which tests were skipped, and
 * `N passed, N failed, N skipped`. Notes of a test are printed when it ends.
 */
import { stripVTControlCharacters } from "node:util";
import type { FullConfig, Reporter, Suite, TestCase, TestResult } from "@playwright/test/reporter";

const titleOf = (test: TestCase) => test.titlePath().filter(Boolean).join(" › ");

export default class ClosingLine implements Reporter {
	private tests: readonly TestCase[] = [];

	onBegin(_config: FullConfig, suite: Suite): void {
		this.tests = suite.allTests();
	}

	onTestEnd(_test: TestCase, { annotations }: TestResult): void {
		for (const { type, description } of annotations) if (type === "note") console.log(`        ${description}`);
	}

	onEnd(): void {
		const passed = this.tests.filter((test) => test.outcome() === "expected");
		const skipped = this.tests.filter((test) => test.outcome() === "skipped");
		const failed = this.tests.filter((test) => test.outcome() === "unexpected" || test.outcome() === "flaky");
		for (const test of failed) {
			const message = stripVTControlCharacters(test.results.at(-1)?.error?.message ?? "it did not end");
			console.log(`FAIL  ${titleOf(test)}\n        ${message.slice(0, 1_000).replaceAll("\n", "\n        ")}`);
		}
		const reasons = skipped.flatMap(({ results }) =>
			results.flatMap(({ annotations }) => annotations.filter(({ type }) => type === "skip").map(({ description }) => description ?? "")),
		);
		for (const reason of new Set(reasons)) console.log(`SKIPPED ${reason}`);
		console.log(`\n${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped`);
	}

	printsToStdio(): boolean {
		return false;
	}
}
