/** How many orders each customer had of late. */

interface Entry {
	readonly customer: string;
	readonly at: number;
}

/** Enough that moving those that are left costs little for each. */
const FORGOTTEN = 4_096;

/** Orders are added in the order of time. What no window can reach is forgotten. */
export class CustomerWindows {
	readonly #longestMs: number;
	readonly #times = new Map<string, number[]>();
	#entries: Entry[] = [];
	#first = 0;

	constructor(longestMs: number) {
		this.#longestMs = longestMs;
	}

	/** How many orders are remembered. */
	get size(): number {
		return this.#entries.length - this.#first;
	}

	add(customer: string, at: number): void {
		this.#forget(at - this.#longestMs);
		this.#entries.push({ customer, at });
		const times = this.#times.get(customer);
		if (times === undefined) this.#times.set(customer, [at]);
		else times.push(at);
	}

	/** Orders of the customer in (at - windowMs, at]; `at` (ms) is not before any that was added. */
	count(customer: string, at: number, windowMs: number): number {
		const times = this.#times.get(customer) ?? [];
		let [low, high] = [0, times.length];
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((times[middle] ?? 0) > at - windowMs) high = middle;
			else low = middle + 1;
		}
		return times.length - low;
	}

	#forget(upTo: number): void {
		for (let oldest = this.#entries[this.#first]; oldest !== undefined && oldest.at <= upTo; oldest = this.#entries[this.#first]) {
			this.#first += 1;
			const times = this.#times.get(oldest.customer);
			times?.shift();
			if (times?.length === 0) this.#times.delete(oldest.customer);
		}
		if (this.#first < FORGOTTEN || this.#first * 2 < this.#entries.length) return;
		this.#entries = this.#entries.slice(this.#first);
		this.#first = 0;
	}
}
