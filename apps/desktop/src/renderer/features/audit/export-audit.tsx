/** Exports the filtered records as JSON Lines, the newest first. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { useSaveExport } from "../../audit/use-save-export.ts";
import { exactNumber } from "../../format/number.ts";
import { counted } from "../../format/words.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { toastDone, toastRefused } from "../../ui/toast.tsx";
import { type AuditFilters, type AuditSearch, auditFiltersOf } from "./audit-search.ts";

const PAGE = 500;
/** No file holds more records; narrower filters are the way to the rest. */
const MOST = 50_000;

export function ExportAudit({ search }: { search: AuditSearch }) {
	const client = useTRPCClient();
	const saveExport = useSaveExport();
	const [running, setRunning] = useState(false);

	async function read(filters: AuditFilters): Promise<{ lines: string[]; complete: boolean }> {
		const lines: string[] = [];
		for (let cursor: string | undefined; ; ) {
			const page = await client.audit.list.query({ ...filters, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
			lines.push(...page.records.map((record) => `${JSON.stringify(record)}\n`));
			if (page.nextCursor === null) return { lines, complete: true };
			if (lines.length >= MOST) return { lines, complete: false };
			cursor = page.nextCursor;
		}
	}

	async function save(): Promise<void> {
		setRunning(true);
		try {
			const filters = auditFiltersOf(search, daemonClock.now());
			const { lines, complete } = await read(filters);
			if (lines.length === 0) return toastRefused("Nothing was exported", "No records match these filters.");
			const name = `audit-${new Date(daemonClock.now()).toISOString().slice(0, 19).replaceAll(":", "-")}Z.jsonl`;
			const record = { what: "audit", format: "jsonl", filter: { ...filters }, rows: lines.length } as const;
			if ((await saveExport({ record, name, mime: "application/jsonl", text: lines.join("") })) === "cancelled") return;
			const title = `${counted(lines.length, "record")} exported`;
			if (complete) toastDone(title, name);
			else toastRefused(title, `The newest ${exactNumber(lines.length)}, in ${name}: narrow the filters to export the rest.`);
		} catch (error) {
			toastRefused("Nothing was exported", problemOf(error).message);
		} finally {
			setRunning(false);
		}
	}

	return (
		<Button leftSection={<IconDownload size={14} />} loading={running} onClick={() => void save()}>
			Export
		</Button>
	);
}
