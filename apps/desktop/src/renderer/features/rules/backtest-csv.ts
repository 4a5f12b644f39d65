/** The alerts that change in a backtest, as a file. Pure. */
import type { BacktestResult, ChangedAlert } from "@orderdeck/contracts/backtests/entities";
import { csvCell } from "../../format/csv.ts";
import { exactDigits } from "../../format/money.ts";

const HEAD = ["change", "order_id", "rule", "amount", "currency", "country", "score", "at", "known_as"];

/** Both lists, the lost alerts first. With a byte order mark: without it Excel does not read the file as UTF-8. */
export function backtestCsv({ lost, gained }: Pick<BacktestResult, "lost" | "gained">): string {
	const rows = [...lost.map((alert) => cellsOf("lost", alert)), ...gained.map((alert) => cellsOf("gained", alert))];
	return `\u{feff}${[HEAD, ...rows].map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("")}`;
}

function cellsOf(change: string, { order_id, rule, amount, currency, country, score, at, known_as }: ChangedAlert): string[] {
	return [change, String(order_id), rule, exactDigits(amount, currency), currency, country, String(score), at, known_as];
}
