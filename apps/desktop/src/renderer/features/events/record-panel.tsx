/** What is open beside the list where it belongs to no order: a delivery, or a record that cannot be decoded. */
import { Button } from "@mantine/core";
import { positionIn } from "@orderdeck/contracts/feed/position";
import { IconFileDigit } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { CopyId } from "../../ui/copy-id.tsx";
import { positionText } from "../../ui/record-link.tsx";
import { SidePanelBody, SidePanelFoot, SidePanelHead } from "../../ui/side-panel.tsx";
import { detailWords, EventMark } from "./event-columns.tsx";
import type { EventRow } from "./event-feed.ts";
import classes from "./record-panel.module.css";

interface RecordPanelProps {
	/** Of the row: its position. */
	readonly id: string;
	/** Undefined where the list does not have it. */
	readonly row: EventRow | undefined;
	readonly onClose: () => void;
	readonly onPrevious: (() => void) | undefined;
	readonly onNext: (() => void) | undefined;
}

export function RecordPanel({ id, row, ...steps }: RecordPanelProps) {
	const position = positionIn(id);
	const name = position === undefined ? id : positionText(position);
	return (
		<>
			<SidePanelHead {...steps}>
				<h2 className="mono">{name}</h2>
				<CopyId value={name} what="position" />
			</SidePanelHead>
			<SidePanelBody label={`Record ${name}`}>
				{row !== undefined && (
					<div className={classes.facts}>
						<EventMark row={row} />
						<p className="t2 sm">{detailWords(row)}</p>
						<p className="t2 sm">
							{row.unreadable === undefined ? "It belongs to no order." : "Groups send it to dead letter, or stop there."}
						</p>
					</div>
				)}
			</SidePanelBody>
			<SidePanelFoot>
				{position !== undefined && (
					<Button
						leftSection={<IconFileDigit size={14} />}
						renderRoot={(props: object) => (
							<Link
								to="/records/$topic/$partition/$offset"
								params={{ topic: position.topic, partition: String(position.partition), offset: String(position.offset) }}
								{...props}
							/>
						)}
					>
						Open record
					</Button>
				)}
			</SidePanelFoot>
		</>
	);
}
