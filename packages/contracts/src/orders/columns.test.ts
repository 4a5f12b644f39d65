import { expect, it } from "vitest";
import { ORDER_COLUMNS, ORDER_FILTERS, ORDER_SORT_COLUMNS } from "./columns.ts";
import { ORDER_FILTER_NAMES } from "./order-list.ts";

/** The filters that a column's form sets. */
function setBy(column: (typeof ORDER_COLUMNS)[keyof typeof ORDER_COLUMNS]): string[] {
	if (!("filter" in column)) return [];
	const { form: _form, label: _label, ...names } = { label: "", ...column.filter };
	return Object.values(names);
}

it("every filter is set by the form of exactly one column", () => {
	expect(Object.values(ORDER_COLUMNS).flatMap(setBy).toSorted()).toEqual(Object.keys(ORDER_FILTERS).toSorted());
});

it("the live list and the stores know every filter but the one that changes with time alone", () => {
	expect([...ORDER_FILTER_NAMES, "stuck"].toSorted()).toEqual(Object.keys(ORDER_FILTERS).toSorted());
});

it("a list can be sorted by every column of its table but the reason, which has no value of its own", () => {
	const shown = Object.entries(ORDER_COLUMNS).flatMap(([name, column]) => ("hidden" in column ? [] : [name]));
	expect(["created", ...ORDER_SORT_COLUMNS, "reason"].toSorted()).toEqual(shown.toSorted());
});
