import { ActionIcon } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { problemOf } from "../../api/problem.ts";
import { useSaveExport } from "../../audit/use-save-export.ts";
import { counted } from "../../format/words.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { toastDone, toastRefused } from "../../ui/toast.tsx";
import { type Course, courseCsv } from "./course.ts";

/** Saves what the charts show as a CSV file. */
export function ExportChart({ course, currency, range }: { course: Course; currency: string; range: string }) {
	const saveExport = useSaveExport();
	const save = async () => {
		const name = `sales-${range}-${new Date(daemonClock.now()).toISOString().slice(0, 19).replaceAll(":", "-")}Z.csv`;
		try {
			const record = { what: "sales", format: "csv", filter: { range }, rows: course.now.length } as const;
			const saved = await saveExport({ record, name, mime: "text/csv;charset=utf-8", text: courseCsv(course, currency) });
			if (saved === "saved") toastDone(`${counted(course.now.length, "row")} exported`, name);
		} catch (error) {
			toastRefused("Nothing was exported", problemOf(error).message);
		}
	};
	return (
		<ActionIcon variant="subtle" size="sm" aria-label="Export the chart as CSV" title="Export as CSV" onClick={() => void save()}>
			<IconDownload size={14} />
		</ActionIcon>
	);
}
