/** The audit log: every action of operators and programs, also the refused ones; a record opens beside it. */
import { Button, SegmentedControl } from "@mantine/core";
import { IconClipboardList } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { AUDIT_ACTIONS, type AuditRow, actionWords } from "../../audit/audit-words.ts";
import { exactNumber } from "../../format/number.ts";
import { epochOf } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useLiveList } from "../../live/use-live-list.ts";
import { PageHead } from "../../shell/shell.tsx";
import { DateFilter } from "../../ui/date-filter/date-filter.tsx";
import { Chip, Choices, FilterText, filterBarClass } from "../../ui/filter-chip.tsx";
import { ListWithPanel } from "../../ui/list-with-panel.tsx";
import { Message } from "../../ui/panel.tsx";
import { useSelection } from "../../ui/use-selection.ts";
import { AUDIT_COLUMNS, AUDIT_ROW, NARROW_AUDIT_COLUMNS } from "./audit-columns.tsx";
import { AuditPanel } from "./audit-panel.tsx";
import { type AuditFilters, type AuditSearch, auditFiltersOf, NO_AUDIT_FILTERS } from "./audit-search.ts";
import { ExportAudit } from "./export-audit.tsx";

const PAGE = 100;
/** Records are not in the live stream: the top of the list is read again this often, in ms, while nobody reads it. */
const EVERY_MS = 5_000;
const OUTCOMES = [
	{ value: "", label: "All" },
	{ value: "done", label: "Done" },
	{ value: "refused", label: "Refused" },
	{ value: "failed", label: "Failed" },
];

const idOf = (record: AuditRow) => record.audit_id;
const NONE = (): AuditRow[] => [];
const RULES = {
	idOf,
	compare: (a: AuditRow, b: AuditRow) => epochOf(b.at) - epochOf(a.at) || (a.audit_id < b.audit_id ? 1 : -1),
	matches: () => true,
	supersedes: () => false,
};

type ChangeAudit = (change: { [K in keyof AuditSearch]?: AuditSearch[K] | undefined }) => void;

function useAudit(filters: AuditFilters, reading: boolean) {
	const client = useTRPCClient();
	const list = useLiveList({
		queryKey: ["list", "audit", filters],
		fetchPage: async (cursor, signal) => {
			const page = await client.audit.list.query({ ...filters, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }, { signal });
			return { items: page.records, nextCursor: page.nextCursor };
		},
		rules: RULES,
		pick: NONE,
		reading,
	});
	const { mode, restart } = list;
	useEffect(() => {
		if (mode !== "follow") return;
		const timer = setInterval(restart, EVERY_MS);
		return () => clearInterval(timer);
	}, [mode, restart]);
	return list;
}

export function AuditScreen() {
	const search = useSearch({ from: "/audit" });
	const navigate = useNavigate({ from: "/audit" });
	const change = useCallback<ChangeAudit>(
		(part) => void navigate({ search: (known) => ({ ...known, ...part }), replace: true }),
		[navigate],
	);
	const { record: _, ...filters } = search;
	return (
		<>
			<PageHead title="Audit log">
				<span className="t2 sm">Every action, including refused ones</span>
				<span className="grow" />
				<ExportAudit search={search} />
			</PageHead>
			<AuditFilterBar search={search} onChange={change} />
			<AuditList key={JSON.stringify(filters)} search={search} onChange={change} />
		</>
	);
}

function AuditFilterBar({ search, onChange }: { search: AuditSearch; onChange: ChangeAudit }) {
	const { actor, action, target, outcome } = search;
	const actions = action?.split(",") ?? [];
	const text = (label: string, key: "actor" | "target", placeholder: string) => (
		<Chip label={label} value={search[key]} onClear={() => onChange({ [key]: undefined })}>
			<FilterText label={label} placeholder={placeholder} value={search[key]} onChange={(value) => onChange({ [key]: value })} />
		</Chip>
	);
	const filtered = [actor, action, target, outcome, search.since, search.from, search.to].some((each) => each !== undefined);
	return (
		<div className={filterBarClass}>
			<DateFilter label="Date" search={search} onChange={onChange} />
			{text("Actor", "actor", "olga")}
			<Chip
				label="Action"
				value={action === undefined ? undefined : actions.map(actionWords).join(", ")}
				onClear={() => onChange({ action: undefined })}
			>
				<Choices label="Action" chosen={actions} options={AUDIT_ACTIONS} onChange={(csv) => onChange({ action: csv })} />
			</Chip>
			{text("Object", "target", "order:4127")}
			<SegmentedControl
				size="xs"
				aria-label="Result"
				value={outcome ?? ""}
				onChange={(next) => onChange({ outcome: next === "done" || next === "refused" || next === "failed" ? next : undefined })}
				data={OUTCOMES}
			/>
			<span className="grow" />
			{filtered && (
				<Button variant="subtle" color="gray" c="var(--od-text-2)" onClick={() => onChange(NO_AUDIT_FILTERS)}>
					Clear
				</Button>
			)}
		</div>
	);
}

function AuditList({ search, onChange }: { search: AuditSearch; onChange: ChangeAudit }) {
	const [filters] = useState(() => auditFiltersOf(search, daemonClock.now()));
	const onOpen = useCallback((record: AuditRow | undefined) => onChange({ record: record?.audit_id }), [onChange]);
	const selection = useSelection({ idOf, openId: search.record, onOpen });
	const records = useAudit(filters, selection.activeId !== undefined);
	const filtered = Object.keys(filters).length > 0;
	return (
		<ListWithPanel
			name="Audit log"
			rowsName="Audit records"
			what="record"
			order={`newest first, read every ${EVERY_MS / 1_000} s`}
			columns={search.record === undefined ? AUDIT_COLUMNS : NARROW_AUDIT_COLUMNS}
			rowHeight={AUDIT_ROW}
			list={records}
			idOf={idOf}
			selection={selection}
			empty={
				<Message
					icon={<IconClipboardList size={20} />}
					title={filtered ? "No records match these filters" : "No actions yet"}
					action={filtered && <Button onClick={() => onChange(NO_AUDIT_FILTERS)}>Clear filters</Button>}
				>
					{filtered ? "New records appear here as they are written." : "Actions by operators and programs appear here, newest first."}
				</Message>
			}
			foot={`${exactNumber(records.rows.length)} loaded, newest first · append-only`}
			panel={
				search.record && (
					<AuditPanel record={records.rows.find((record) => idOf(record) === search.record)} {...selection.panel(records.rows)} />
				)
			}
		/>
	);
}
