/** Sums of money by currency, in ten-thousandths of the currency's unit, over an index that has all of it. */
import { field, type Query } from "./statement.ts";

const CURRENCY = field("currency");
const AMOUNT = field("amount");
const TEN_THOUSANDTHS = field("_orderdeck.ten_thousandths");

/** The keys of such an index, after those that select the documents; the first two where the amount is among those already. */
export const SUMS = [CURRENCY, TEN_THOUSANDTHS];
export const MONEY = [...SUMS, AMOUNT];

/** A document of an earlier version has its amount only. */
const SUM = `SUM(IFMISSINGORNULL(${TEN_THOUSANDTHS}, ROUND(IFMISSINGORNULL(${AMOUNT}, 0) * 10000)))`;

export const BY_CURRENCY = {
	select: { currency: CURRENCY, count: "COUNT(*)", sum: SUM },
	groupBy: [CURRENCY],
} as const satisfies Partial<Query>;
