import fc from "fast-check";
import { expect, it } from "vitest";
import { fromTenThousandths, tenThousandths } from "./money.ts";

it("a column's sum is the exact sum, in every currency's minor unit", () => {
	const cents = fc.array(fc.integer({ min: 0, max: 100_000_000_000 }), { maxLength: 20 });
	fc.assert(
		fc.property(cents, (amounts) => {
			const sum = amounts.reduce((total, each) => total + BigInt(tenThousandths({ amount: each / 100, currency: "USD" })), 0n);
			const whole = amounts.reduce((total, each) => total + BigInt(each), 0n);
			const [units, fraction = ""] = fromTenThousandths(String(sum)).split(".");
			expect(BigInt(`${units}${fraction.padEnd(2, "0")}`)).toBe(whole);
		}),
	);
	expect([1.005, 45_000.4, 1.2345].map((amount, at) => tenThousandths({ amount, currency: ["USD", "JPY", "KWD"][at] ?? "" }))).toEqual([
		10_100, 450_000_000, 12_350,
	]);
});
