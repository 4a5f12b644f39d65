/** Sums of alerts: counts, and money by currency, exact. */
import { isCurrencyCode } from "@orderdeck/contracts/codes";
import { decimalOf, leadingCurrency, type Money, type MoneySums, minorDigits, minorUnits } from "@orderdeck/contracts/money";

export class MoneyTally {
	/** In whole minor units. */
	readonly #sums = new Map<string, bigint>();

	/** What has no currency code is in no sum. */
	add({ amount, currency }: Money): void {
		if (!isCurrencyCode(currency)) return;
		this.#sums.set(currency, (this.#sums.get(currency) ?? 0n) + BigInt(minorUnits({ amount, currency })));
	}

	sums(baseCurrency: string): MoneySums {
		const by_currency = Object.fromEntries(
			[...this.#sums]
				.toSorted(([a], [b]) => (a < b ? -1 : 1))
				.map(([code, sum]) => [
					code,
					decimalOf(String(sum))
						.div(10 ** minorDigits(code))
						.toNumber(),
				]),
		);
		const currency = leadingCurrency(Object.keys(by_currency), baseCurrency);
		return { amount: by_currency[currency] ?? 0, currency, by_currency };
	}
}

export class AlertTally {
	readonly #money = new MoneyTally();
	alerts = 0;

	add(money: Money): void {
		this.alerts += 1;
		this.#money.add(money);
	}

	total(baseCurrency: string): MoneySums & { readonly alerts: number } {
		return { alerts: this.alerts, ...this.#money.sums(baseCurrency) };
	}
}
