import type { ChangedAlert } from "@orderdeck/contracts/backtests/entities";
import { expect, it } from "vitest";
import { Worst } from "./worst.ts";

function alert(order_id: number, fields: Partial<ChangedAlert>): ChangedAlert {
	const at = "2026-01-05T12:00:00.000Z";
	return { order_id, rule: "r", amount: 1, currency: "USD", country: "DE", score: 70, at, known_as: "NOT_RESOLVED", ...fields };
}

it("keeps the worst of many: known frauds, then the highest scores, then the oldest", () => {
	const worst = new Worst(3);
	for (let id = 0; id < 100; id += 1) worst.add(alert(id, { score: 62 + (id % 30) }));
	worst.add(alert(200, { score: 62, known_as: "CONFIRMED_FRAUD" }));
	worst.add(alert(201, { score: 91, at: "2026-01-05T11:00:00.000Z" }));
	expect(worst.list().map(({ order_id }) => order_id)).toEqual([200, 201, 29]);
});
