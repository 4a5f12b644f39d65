/** What the rules of one side flag. */
import type { BacktestResult } from "@orderdeck/contracts/backtests/entities";
import type { Verdict } from "@orderdeck/contracts/fraud/entities";
import type { Money } from "@orderdeck/contracts/money";
import { AlertTally } from "./tally.ts";

export class Side {
	readonly #alerts = new AlertTally();
	#resolved = 0;
	#confirmed = 0;

	/** An order with so many alerts of this side. */
	add(order: Money, alerts: number, known: Verdict | undefined): void {
		if (alerts === 0) return;
		for (let added = 0; added < alerts; added += 1) this.#alerts.add(order);
		if (known !== undefined) this.#resolved += 1;
		if (known === "CONFIRMED_FRAUD") this.#confirmed += 1;
	}

	flagged(baseCurrency: string): BacktestResult["today"] {
		return { ...this.#alerts.total(baseCurrency), resolved: this.#resolved, confirmed: this.#confirmed };
	}
}
