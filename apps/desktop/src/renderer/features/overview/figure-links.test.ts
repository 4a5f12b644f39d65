import { REACHED_STATUSES } from "@orderdeck/contracts/analytics/entities";
import { ORDER_STATUSES } from "@orderdeck/contracts/orders/entities";
import fc from "fast-check";
import { expect, it } from "vitest";
import { reachedIn } from "./figure-links.ts";

const byStatus = fc.dictionary(fc.constantFrom(...ORDER_STATUSES), fc.nat({ max: 1e6 }));

it("from step to step, the orders created in a window only become fewer; what is cancelled is in none of the steps", () => {
	fc.assert(
		fc.property(byStatus, (by_status) => {
			const overview = { created: { by_status, by_cause: {}, at_least: false } };
			const steps = [
				reachedIn(overview),
				...(["paid", "prepared", "shipped", "delivered"] as const).map((step) => reachedIn(overview, step)),
			];
			const counts = steps.map(({ value }) => value);
			expect(counts).toEqual(counts.toSorted((a, b) => b - a));
			const { CREATED = 0, CONFIRMED = 0, CANCELLED = 0 } = by_status;
			expect(reachedIn(overview).value - reachedIn(overview, "paid").value).toBe(CREATED + CONFIRMED + CANCELLED);
		}),
	);
	expect(Object.keys(REACHED_STATUSES)).toEqual(["paid", "prepared", "shipped", "delivered"]);
});
