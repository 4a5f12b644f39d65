import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactAmount, minorDigits, minorUnits, moneySums, sumByCurrency } from "./money.ts";

const DIGITS = { USD: 2, EUR: 2, JPY: 0, KWD: 3, CLF: 4 } as const;
const currency = fc.constantFrom(...(Object.keys(DIGITS) as (keyof typeof DIGITS)[]));
/** An amount that its currency can have, with the same amount in minor units. */
const money = currency.chain((code) =>
	fc.integer({ min: 0, max: 1e9 * 10 ** DIGITS[code] }).map((minor) => {
		const digits = String(minor).padStart(DIGITS[code] + 1, "0");
		const [units, fraction] = [digits.slice(0, digits.length - DIGITS[code]), digits.slice(digits.length - DIGITS[code])];
		return { currency: code, amount: Number(`${units}.${fraction}`), minor: BigInt(minor) };
	}),
);

describe("the minor unit of a currency", () => {
	it("has the decimals that Intl knows, and two where it knows none", () => {
		for (const [code, digits] of Object.entries(DIGITS)) expect(minorDigits(code), code).toBe(digits);
		for (const text of ["XXX", "XXX1", "usd", ""]) expect(minorDigits(text), text).toBe(2);
	});

	it.each([
		[1.005, "USD", "1.01"],
		[8.345, "USD", "8.35"],
		[0.125, "USD", "0.13"],
		[0.004, "USD", "0"],
		[1.235, "KWD", "1.235"],
		[1.2345, "KWD", "1.235"],
		[45_000, "JPY", "45000"],
		[0.5, "JPY", "1"],
		[999_999_999.995, "USD", "1000000000"],
		[1e-7, "USD", "0"],
	])("%d %s is %s: half up, on the decimal digits", (amount, currency, exact) => {
		expect(exactAmount({ amount, currency }).toFixed()).toBe(exact);
	});

	it("is counted as by decimal arithmetic, whatever the number", () => {
		const doubles = fc.double({ min: 0, max: 1e13, noNaN: true });
		const halves = fc.integer({ min: 0, max: 1e12 }).map((thousandths) => thousandths / 1000);
		fc.assert(
			fc.property(
				fc.oneof(
					doubles,
					halves,
					money.map(({ amount }) => amount),
				),
				currency,
				(amount, code) => {
					const exact = exactAmount({ amount, currency: code }).times(10 ** DIGITS[code]);
					expect(minorUnits({ amount, currency: code })).toBe(exact.toNumber());
				},
			),
			{ numRuns: 2_000 },
		);
	});

	it("is what an amount is a whole number of", () => {
		fc.assert(
			fc.property(money, ({ minor, ...each }) => {
				expect(BigInt(minorUnits(each))).toBe(minor);
			}),
		);
	});
});

describe("sums", () => {
	it("are kept by currency: 100 USD and 30,000 JPY are no 30,100 of anything", () => {
		expect(
			sumByCurrency([
				{ amount: 100, currency: "USD" },
				{ amount: 30_000, currency: "JPY" },
			]),
		).toEqual({ JPY: 30_000, USD: 100 });
	});

	it("are exact to the minor unit, whatever the amounts", () => {
		fc.assert(
			fc.property(fc.array(money, { maxLength: 50 }), (amounts) => {
				const sums = sumByCurrency(amounts);
				const expected = new Map<string, bigint>();
				for (const { currency, minor } of amounts) expected.set(currency, (expected.get(currency) ?? 0n) + minor);
				expect(new Map(Object.entries(sums).map(([code, amount]) => [code, BigInt(minorUnits({ amount, currency: code }))]))).toEqual(
					expected,
				);
			}),
		);
	});

	it("take a code in any spelling, and leave out what is no code", () => {
		const amounts = ["usd", " USD ", "XXX1", "", "__proto__"].map((currency) => ({ amount: 0.1, currency }));
		expect(sumByCurrency(amounts)).toEqual({ USD: 0.2 });
	});

	it("are one figure in the only currency there is, else in the base currency", () => {
		const [eur, jpy] = [
			{ amount: 3, currency: "EUR" },
			{ amount: 4, currency: "JPY" },
		];
		expect(moneySums([eur, eur], "USD")).toEqual({ amount: 6, currency: "EUR", by_currency: { EUR: 6 } });
		expect(moneySums([eur, jpy], "JPY")).toEqual({ amount: 4, currency: "JPY", by_currency: { EUR: 3, JPY: 4 } });
		expect(moneySums([eur, jpy], "USD")).toMatchObject({ amount: 0, currency: "USD" });
		expect(moneySums([], "USD")).toEqual({ amount: 0, currency: "USD", by_currency: {} });
	});
});
