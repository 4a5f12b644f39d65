import { Button, CopyButton, SegmentedControl } from "@mantine/core";
import type { RecordView } from "@orderdeck/contracts/records/entities";
import { IconAlertOctagon, IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { exactNumber } from "../../format/number.ts";
import { type ValueMode, ValueView } from "../../ui/value-view.tsx";
import classes from "./record.module.css";
import { SaveBytes } from "./save-bytes.tsx";

const MODES = [
	{ value: "decoded", label: "Decoded" },
	{ value: "both", label: "Both" },
	{ value: "hex", label: "Hex" },
] as const satisfies readonly { value: ValueMode; label: string }[];

export function RecordValuePanel({ record }: { record: RecordView }) {
	const [mode, setMode] = useState<ValueMode>("both");
	return (
		<section className={`${classes.panel} ${classes.value}`} aria-label="Value">
			<header className={classes.head}>
				<h2>Value</h2>
				<span className="t2 ell">{readAs(record)}</span>
				<span className="t3 tn">
					{exactNumber(record.size_bytes)} B{record.value_cut && ", the first 1 MB is shown"}
				</span>
				<span className="grow" />
				<SegmentedControl
					size="xs"
					aria-label="How the value is shown"
					data={[...MODES]}
					value={mode}
					onChange={(chosen) => setMode(MODES.find(({ value }) => value === chosen)?.value ?? "both")}
				/>
				<CopyButton value={record.value_text ?? record.value_base64 ?? ""} timeout={1000}>
					{({ copied, copy }) => (
						<Button
							variant="subtle"
							color="gray"
							c="var(--od-text-2)"
							leftSection={copied ? <IconCheck size={14} className="ok" /> : <IconCopy size={14} />}
							onClick={copy}
						>
							{record.value_text === null && record.value_base64 !== null ? "Copy base64" : "Copy"}
						</Button>
					)}
				</CopyButton>
				<SaveBytes record={record} />
			</header>
			{record.unreadable !== null && (
				<p className={classes.fault} role="status" aria-label="Groups that cannot read it">
					<IconAlertOctagon size={16} stroke={1.75} className="bad" aria-hidden />
					<span>Groups cannot read it: {record.unreadable}</span>
				</p>
			)}
			<ValueView value={record} mode={mode} />
		</section>
	);
}

function readAs({ event, replayed, value_text, value_base64 }: RecordView): string {
	if (event !== null) return `JSON, read as ${event.type}`;
	if (replayed) return "JSON, a replayed order: groups skip it";
	if (value_text === null) return value_base64 === null ? "tombstone" : "not text in UTF-8";
	return "text";
}
