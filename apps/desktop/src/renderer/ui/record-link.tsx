/** A position in the log, as a link to its record. */
import { Link } from "@tanstack/react-router";
import type { MouseEvent } from "react";

export interface RecordPosition {
	readonly topic: string;
	readonly partition: number;
	readonly offset: number;
}

/** `orders/1 @ 31059` */
export function positionText({ topic, partition, offset }: RecordPosition): string {
	return `${topic}/${partition} @ ${offset}`;
}

/** A row that holds it is not opened by the click. */
const alone = (event: MouseEvent) => event.stopPropagation();

interface RecordLinkProps {
	readonly at: RecordPosition;
	/** The offset alone, where topic and partition stand beside it. */
	readonly short?: boolean;
	/** In a row of a grid: Tab passes over it, since a list may hold thousands. The row's panel has the same link. */
	readonly inGrid?: boolean;
	readonly className?: string;
}

export function RecordLink({ at, short = false, inGrid = false, className = "acc" }: RecordLinkProps) {
	const params = { topic: at.topic, partition: String(at.partition), offset: String(at.offset) };
	return (
		<Link
			to="/records/$topic/$partition/$offset"
			params={params}
			preload={false}
			className={`mono ${className}`}
			title={`Record ${positionText(at)}`}
			tabIndex={inGrid ? -1 : undefined}
			onClick={alone}
		>
			{short ? at.offset : positionText(at)}
		</Link>
	);
}
