import { describe, expect, it } from "vitest";
import { filterSearchOf, orderSearchSchema } from "./order-filters.ts";
import { GIVEN_VIEWS, readViews, sameSearch, VIEWS_KEPT, viewOf, withView } from "./views.ts";

describe("views", () => {
	it("that come with the console are addresses that the list understands", () => {
		for (const { search } of GIVEN_VIEWS) expect(filterSearchOf(orderSearchSchema.parse(search))).toEqual(search);
	});

	it("are read back as they were kept; what is not understood is left out", () => {
		const kept = JSON.stringify([{ name: " Big ", search: { country: "DE", minAmount: 400, since: "today", order: "7", lost: 1 } }]);
		expect(readViews(kept)).toEqual([{ name: "Big", search: { country: "DE", minAmount: 400, since: "today" } }]);
		for (const bad of [undefined, "", "{", "7", '[{"name":""}]', '{"a":1}']) expect(readViews(bad)).toEqual([]);
	});

	it("are the same when their filters are, however they came about", () => {
		expect(sameSearch({ country: "DE", q: "x" }, { q: "x", country: "DE", status: undefined })).toBe(true);
		expect(sameSearch({ country: "DE" }, {})).toBe(false);
	});

	it("are shown however they are sorted, unless another view is sorted so", () => {
		const [newest, oldest] = [
			{ name: "newest", search: { country: "DE" } },
			{ name: "oldest", search: { country: "DE", sort: "oldest" } },
		] as const;
		expect(viewOf([newest, oldest], { country: "DE", sort: "amount" })).toBe(newest);
		expect(viewOf([newest, oldest], { country: "DE", sort: "oldest" })).toBe(oldest);
		expect(viewOf([newest, oldest], { country: "BR" })).toBeUndefined();
	});

	it("of one name give way to the newer, and the oldest go when there are too many", () => {
		const two = withView(withView([], { name: "a", search: { q: "1" } }), { name: "b", search: {} });
		expect(withView(two, { name: "a", search: { q: "2" } })).toEqual([
			{ name: "b", search: {} },
			{ name: "a", search: { q: "2" } },
		]);
		const many = Array.from({ length: 30 }, (_, n) => ({ name: String(n), search: {} })).reduce<ReturnType<typeof readViews>>(
			(kept, view) => withView(kept, view),
			[],
		);
		expect(many.map((view) => view.name)).toEqual(Array.from({ length: VIEWS_KEPT }, (_, n) => String(30 - VIEWS_KEPT + n)));
	});
});
