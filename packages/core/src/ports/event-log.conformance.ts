/** The guarantees of every EventLog. */
import { describe } from "vitest";
import { appending } from "./conformance/event-log/append.ts";
import { committing } from "./conformance/event-log/commit.ts";
import { consuming } from "./conformance/event-log/consume.ts";
import { inspecting } from "./conformance/event-log/inspect.ts";
import { retaining } from "./conformance/event-log/retain.ts";
import { sharing } from "./conformance/event-log/share.ts";
import type { EventLogSubject } from "./conformance/event-log/subject.ts";
import { type SuiteOptions, specify } from "./conformance.ts";

export function eventLogConformance(name: string, setup: () => Promise<EventLogSubject>, options: SuiteOptions = {}): void {
	describe(`${name} as an EventLog`, () => {
		const test = specify(setup, options);
		appending(test);
		consuming(test);
		committing(test);
		sharing(test);
		inspecting(test);
		retaining(test);
	});
}
