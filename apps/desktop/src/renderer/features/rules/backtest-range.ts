/** Over which recorded orders a backtest goes. Pure. */
import { LONGEST_BACKTEST_DAYS } from "@orderdeck/contracts/backtests/requests";
import { epochOf } from "../../format/time.ts";

const DAY_MS = 86_400_000;

export const RANGES = ["7", "14", "30", "custom"] as const;
export type RangeName = (typeof RANGES)[number];

export interface BacktestRange {
	readonly name: RangeName;
	/** Of a custom range, ISO 8601. */
	readonly from?: string | undefined;
	readonly to?: string | undefined;
}

/** As the API takes it. */
export function rangeInput({ name, from = "", to = "" }: BacktestRange): { days: number } | { from: string; to: string } {
	return name === "custom" ? { from, to } : { days: Number(name) };
}

/** Why no backtest can go over it; undefined where it can. */
export function rangeIssue({ name, from, to }: BacktestRange): string | undefined {
	if (name !== "custom") return undefined;
	if (from === undefined || to === undefined) return "Choose both ends of the range";
	const days = (epochOf(to) - epochOf(from)) / DAY_MS;
	if (days <= 0) return "The range must end after it begins";
	return days > LONGEST_BACKTEST_DAYS ? `At most ${LONGEST_BACKTEST_DAYS} days` : undefined;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `14 to 27 Nov`, from two days such as `2026-11-14`. */
export function dayRangeWords(first: string, last: string): string {
	const [from, to] = [dayWords(first), dayWords(last)];
	if (from === to) return to;
	const isSameMonth = first.slice(0, 7) === last.slice(0, 7);
	return `${isSameMonth ? String(Number(first.slice(8, 10))) : from} to ${to}`;
}

/** `14 Nov`; what is no day stays as it is. */
export function dayWords(day: string): string {
	const month = MONTHS[Number(day.slice(5, 7)) - 1];
	return month === undefined ? day : `${Number(day.slice(8, 10))} ${month}`;
}
