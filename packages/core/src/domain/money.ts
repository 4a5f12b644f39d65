/** Money is summed in whole cents, so that a sum does not depend on the order of its terms. */

/** Cents of an amount such as 249.99; a half cent rounds up. */
export function toCents(amount: number): number {
	return Math.round(amount * 100);
}

/** The amount of so many cents. */
export function fromCents(cents: number): number {
	return cents / 100;
}
