/** The guarantees of every OrderStore. */
import { describe } from "vitest";
import { alerts } from "./conformance/order-store/alerts.ts";
import { backtests } from "./conformance/order-store/backtests.ts";
import { deadLetters } from "./conformance/order-store/dead-letters.ts";
import { documents, knownDocuments, quarterHours } from "./conformance/order-store/documents.ts";
import { histories } from "./conformance/order-store/history.ts";
import { orderListProperty, orderLists } from "./conformance/order-store/order-lists.ts";
import { otherLists } from "./conformance/order-store/other-lists.ts";
import { ruleDocuments, ruleQueries } from "./conformance/order-store/rules.ts";
import { shipments } from "./conformance/order-store/shipments.ts";
import type { OrderStoreSubject, Test } from "./conformance/order-store/subject.ts";
import { type SuiteOptions, specify } from "./conformance.ts";

export function orderStoreConformance(name: string, setup: () => Promise<OrderStoreSubject>, options: SuiteOptions = {}): void {
	describe(`${name} as an OrderStore`, () => {
		const test = specify(setup, options);
		describe("by key", () => byKey(test));
		describe("by query", () => byQuery(test));
	});
}

/** The tests that need more of a store than its documents by key: to be declared where there is no query service. */
export function orderStoreQueryTests(): readonly string[] {
	const names: string[] = [];
	byQuery((name) => names.push(name));
	return names;
}

function byKey(test: Test): void {
	documents(test);
	knownDocuments(test);
	quarterHours(test);
	ruleDocuments(test);
}

function byQuery(test: Test): void {
	orderLists(test);
	orderListProperty(test);
	histories(test);
	alerts(test);
	otherLists(test);
	shipments(test);
	deadLetters(test);
	backtests(test);
	ruleQueries(test);
}
