/** What conformance suites share: how a suite is run against an adapter, and how an adapter declares what it cannot do. */
import { it } from "vitest";

/** A declared exception: the test's name and why the adapter is excused. */
export interface Exception {
	readonly test: string;
	readonly reason: string;
}
export interface SuiteOptions {
	readonly skip?: readonly Exception[];
}

/** `it`, on a fresh subject each time; an excused test is shown as skipped, with its reason. */
export function specify<T extends AsyncDisposable>(setup: () => Promise<T>, { skip = [] }: SuiteOptions) {
	return (name: string, test: (subject: T) => Promise<void>): void => {
		const excused = skip.find((exception) => exception.test === name);
		if (excused !== undefined) {
			it.skip(`${name} (${excused.reason})`);
			return;
		}
		it(name, async () => {
			await using subject = await setup();
			await test(subject);
		});
	};
}
