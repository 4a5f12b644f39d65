import { describe, expect, it } from "vitest";
import { countryCode, currencyCode } from "./codes.ts";

describe("a country code", () => {
	it.each(["US", "us", "Us", " us ", "us\n"])("%j is US", (text) => expect(countryCode(text)).toBe("US"));

	it.each(["", "U", "USA", "U S", "Atlantis", "ß", "ﬁ", "ıs", "Ⅷ", "12"])("%j is no code and stays as it was received", (text) => {
		expect(countryCode(text)).toBe(text);
	});
});

describe("a currency code", () => {
	it.each(["USD", "usd", " Usd "])("%j is USD", (text) => expect(currencyCode(text)).toBe("USD"));

	it.each(["US", "XXX1", "US$", "credits", "€", "", "ßd"])("%j is no code and stays as it was received", (text) => {
		expect(currencyCode(text)).toBe(text);
	});
});
