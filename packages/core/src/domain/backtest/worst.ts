/** The worst of many alerts, without keeping the others: known frauds first, then by score, then the older, then by order. */
import type { ChangedAlert } from "@orderdeck/contracts/backtests/entities";

export class Worst {
	readonly #most: number;
	#alerts: ChangedAlert[] = [];

	constructor(most: number) {
		this.#most = most;
	}

	add(alert: ChangedAlert): void {
		this.#alerts.push(alert);
		if (this.#alerts.length >= this.#most * 4) this.#alerts = this.list();
	}

	list(): ChangedAlert[] {
		return this.#alerts.toSorted(compare).slice(0, this.#most);
	}
}

function compare(a: ChangedAlert, b: ChangedAlert): number {
	return (
		Number(isFraud(b)) - Number(isFraud(a)) ||
		b.score - a.score ||
		textOrder(a.at, b.at) ||
		textOrder(String(a.order_id), String(b.order_id)) ||
		textOrder(a.rule, b.rule)
	);
}

function isFraud({ known_as }: ChangedAlert): boolean {
	return known_as === "CONFIRMED_FRAUD";
}

function textOrder(a: string, b: string): number {
	return Number(a > b) - Number(a < b);
}
