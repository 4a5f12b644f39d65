/** Documents of one currency. */
export interface MoneyGroup {
	/** Undefined where the documents state none. */
	readonly currency: string | undefined;
	readonly count: number;
	/** Their exact sum in units of the currency, decimal text. */
	readonly amount: string;
}
