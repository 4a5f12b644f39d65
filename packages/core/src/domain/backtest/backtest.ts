/**
 * A backtest: what the rules in force and a draft flag among recorded orders, by the same function as the live step. Pure. Alerts are pairs of
 * an order and a rule: `gained` are those that only the draft raises under the rule's id, `lost` those that only today's rules do. Its memory is
 * bounded by the orders of the longest window and by the orders with a verdict.
 */
import { type BacktestResult, type ChangedAlert, MOST_LISTED } from "@orderdeck/contracts/backtests/entities";
import { countryCode, currencyCode } from "@orderdeck/contracts/codes";
import { instantOf } from "@orderdeck/contracts/instant";
import type { OrderStatus } from "@orderdeck/contracts/orders/entities";
import { isoOf } from "../instant.ts";
import { CustomerWindows } from "./customer-windows.ts";
import { Days } from "./days.ts";
import { alertsOn, lacksField, type Raised } from "./evaluation.ts";
import { type Instant, Instants } from "./instants.ts";
import type { KnownOrders } from "./known-as.ts";
import type { OrderFacts } from "./order-facts.ts";
import { Side } from "./side.ts";
import { type BacktestSpec, comparedRules, longestWindowMs } from "./spec.ts";
import { AlertTally, MoneyTally } from "./tally.ts";
import { Worst } from "./worst.ts";

export interface BacktestOptions {
	readonly known: KnownOrders;
	readonly baseCurrency: string;
	readonly timeZone: string;
}

/** An alert that one side alone raises. */
export interface Change {
	readonly kind: "gained" | "lost";
	readonly alert: ChangedAlert;
}

export class BacktestFold {
	readonly #spec: BacktestSpec;
	readonly #options: BacktestOptions;
	readonly #range: { readonly from: number; readonly to: number };
	readonly #rules: ReturnType<typeof comparedRules>;
	readonly #hasWindows: boolean;
	readonly #lacksField: (order: OrderFacts) => boolean;
	readonly #instants = new Instants();
	readonly #windows: CustomerWindows;
	readonly #days: Days;
	readonly #today = new Side();
	readonly #draft = new Side();
	readonly #changes = { gained: changes(), lost: changes() };
	readonly #missed = new MoneyTally();
	readonly #fates: Partial<Record<OrderStatus, number>> = {};
	readonly #counts = { orders: 0, kept: 0, lost: 0, unknown: 0, overlap: 0, withoutField: 0 };
	#seen = { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
	#fresh: Change[] = [];

	constructor(spec: BacktestSpec, options: BacktestOptions) {
		const longest = longestWindowMs(spec);
		this.#spec = spec;
		this.#options = options;
		this.#range = { from: instantOf(spec.from), to: instantOf(spec.to) };
		this.#rules = comparedRules(spec);
		this.#hasWindows = longest > 0;
		this.#windows = new CustomerWindows(longest);
		this.#lacksField = lacksField(spec);
		this.#days = new Days(this.#range, options.timeZone);
	}

	/** How many orders of the range were evaluated. */
	get orders(): number {
		return this.#counts.orders;
	}

	/** Takes the next order of `scanRange`. */
	add(order: OrderFacts): void {
		this.#evaluate(this.#instants.add(order));
	}

	/** All orders were added. */
	end(): void {
		this.#evaluate(this.#instants.end());
	}

	/** The changes since the last call, in the order of events. */
	takeChanges(): readonly Change[] {
		const fresh = this.#fresh;
		this.#fresh = [];
		return fresh;
	}

	/** After the end. Throws RangeError where the range has no orders: then nothing was tested. */
	result(): BacktestResult {
		if (this.#counts.orders === 0) throw new RangeError(`no order is recorded from ${this.#spec.from} to ${this.#spec.to}`);
		const { baseCurrency } = this.#options;
		const { orders, kept, lost, unknown, overlap, withoutField } = this.#counts;
		return {
			orders,
			today: this.#today.flagged(baseCurrency),
			draft: this.#draft.flagged(baseCurrency),
			gained: this.#changes.gained.worst.list(),
			lost: this.#changes.lost.worst.list(),
			gained_total: this.#changes.gained.tally.total(baseCurrency),
			lost_total: this.#changes.lost.tally.total(baseCurrency),
			by_day: this.#days.list(),
			confirmed_kept: kept,
			confirmed_lost: lost,
			confirmed_lost_money: this.#missed.sums(baseCurrency),
			coverage: { from: isoOf(this.#seen.first), to: isoOf(this.#seen.last), orders_without_field: withoutField },
			fates: { ...this.#fates },
			unknown,
			overlap,
		};
	}

	#evaluate(orders: Instant): void {
		if (this.#hasWindows) for (const { customer, created } of orders) this.#windows.add(customer, created);
		for (const order of orders) if (this.#isTested(order)) this.#count(order, alertsOn(order, this.#rules, this.#windows));
	}

	#isTested({ created }: OrderFacts): boolean {
		return created >= this.#range.from && created <= this.#range.to;
	}

	#count(order: OrderFacts, raised: readonly Raised[]): void {
		const { created, amount } = order;
		this.#counts.orders += 1;
		this.#seen = { first: Math.min(this.#seen.first, created), last: Math.max(this.#seen.last, created) };
		if (this.#lacksField(order)) this.#counts.withoutField += 1;
		if (raised.length === 0) return;
		const known = this.#options.known.get(String(order.order_id));
		const money = { amount, currency: currencyCode(order.currency) };
		const [today, draft] = [
			raised.filter((each) => each.today !== undefined).length,
			raised.filter((each) => each.draft !== undefined).length,
		];
		this.#today.add(money, today, known);
		this.#draft.add(money, draft, known);
		const isMissed = known === "CONFIRMED_FRAUD" && draft === 0;
		if (isMissed) {
			this.#counts.lost += 1;
			this.#missed.add(money);
		}
		this.#days.add(created, { today, draft, missed: isMissed ? 1 : 0 });
		if (draft > 0) {
			this.#fates[order.status] = (this.#fates[order.status] ?? 0) + 1;
			if (known === "CONFIRMED_FRAUD") this.#counts.kept += 1;
			if (known === undefined) this.#counts.unknown += draft;
		}
		for (const { rule, ...scores } of raised) {
			if (scores.today !== undefined && scores.draft !== undefined) this.#counts.overlap += 1;
			else this.#change(order, { rule, ...scores });
		}
	}

	#change(order: OrderFacts, { rule, today, draft }: Raised): void {
		const kind = today === undefined ? "gained" : "lost";
		const { order_id, amount } = order;
		const alert: ChangedAlert = {
			order_id,
			rule,
			amount,
			currency: currencyCode(order.currency),
			country: countryCode(order.country),
			score: today ?? draft ?? 0,
			at: isoOf(order.created),
			known_as: this.#options.known.get(String(order_id)) ?? "NOT_RESOLVED",
		};
		this.#changes[kind].worst.add(alert);
		this.#changes[kind].tally.add(alert);
		this.#fresh.push({ kind, alert });
	}
}

function changes() {
	return { worst: new Worst(MOST_LISTED), tally: new AlertTally() };
}
