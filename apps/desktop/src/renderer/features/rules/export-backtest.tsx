import { Button } from "@mantine/core";
import type { Backtest, BacktestResult } from "@orderdeck/contracts/backtests/entities";
import { IconDownload } from "@tabler/icons-react";
import { problemOf } from "../../api/problem.ts";
import { useSaveExport } from "../../audit/use-save-export.ts";
import { exactNumber } from "../../format/number.ts";
import { counted } from "../../format/words.ts";
import { toastDone, toastRefused } from "../../ui/toast.tsx";
import { backtestCsv } from "./backtest-csv.ts";

/** Saves the lost and the gained alerts as a CSV file. */
export function ExportBacktest({ backtest, result }: { backtest: Backtest; result: BacktestResult }) {
	const saveExport = useSaveExport();
	const rows = result.lost.length + result.gained.length;
	const all = result.lost_total.alerts + result.gained_total.alerts;
	const save = async () => {
		const name = `backtest-${backtest.to.slice(0, 19).replaceAll(":", "-")}Z.csv`;
		try {
			const record = { what: "backtest", format: "csv", filter: { job_id: backtest.job_id }, rows } as const;
			const saved = await saveExport({ record, name, mime: "text/csv;charset=utf-8", text: backtestCsv(result) });
			const rest = all > rows ? ` The job has ${exactNumber(all - rows)} more.` : "";
			if (saved === "saved") toastDone(`${counted(rows, "alert")} exported`, `${name}.${rest}`);
		} catch (error) {
			toastRefused("Nothing was exported", problemOf(error).message);
		}
	};
	return (
		<Button
			variant="subtle"
			h={24}
			leftSection={<IconDownload size={14} />}
			disabled={rows === 0}
			title="Lost and gained alerts as CSV"
			onClick={() => void save()}
		>
			Export
		</Button>
	);
}
