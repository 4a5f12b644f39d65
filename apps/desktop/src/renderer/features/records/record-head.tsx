/** Which record it is, the ones beside it, and the way to any other. */
import { Button, Select, TextInput } from "@mantine/core";
import type { RecordView } from "@orderdeck/contracts/records/entities";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useLive } from "../../live/live-context.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { CopyId } from "../../ui/copy-id.tsx";
import { positionText, type RecordPosition } from "../../ui/record-link.tsx";
import classes from "./record.module.css";

export function RecordHead({ at, record }: { at: RecordPosition; record: RecordView | undefined }) {
	return (
		<PageHead title={positionText(at)}>
			<CopyId value={positionText(at)} what="position" />
			<Step at={at} to={record?.previous} word="Previous" letter="K" />
			<Step at={at} to={record?.next} word="Next" letter="J" />
			<span className="grow" />
			<GoTo key={`${at.topic}/${at.partition}`} at={at} />
		</PageHead>
	);
}

function Step({ at, to, word, letter }: { at: RecordPosition; to: number | null | undefined; word: "Previous" | "Next"; letter: string }) {
	const label = `${word} record`;
	const before = word === "Previous";
	const key = <kbd className={classes.key}>{letter}</kbd>;
	const faces = {
		leftSection: before ? <IconChevronLeft size={14} aria-hidden /> : key,
		rightSection: before ? key : <IconChevronRight size={14} aria-hidden />,
	};
	if (to === null || to === undefined)
		return (
			<Button disabled title={before ? "It is the first that can be read" : "It is the last so far"} aria-label={label} {...faces}>
				–
			</Button>
		);
	return (
		<Button
			aria-label={`${label}, ${to}`}
			renderRoot={(props: object) => (
				<Link
					to="/records/$topic/$partition/$offset"
					params={{ topic: at.topic, partition: String(at.partition), offset: String(to) }}
					replace
					{...props}
				/>
			)}
			{...faces}
		>
			<span className="tn">{to}</span>
		</Button>
	);
}

/** Every partition that a group reads, and this one. */
function usePartitions(at: RecordPosition): readonly string[] {
	const lag = useLive((state) => state.lag);
	const read = (lag ?? []).flatMap(({ partitions }) => partitions.map(({ topic, partition }) => `${topic}/${partition}`));
	return [...new Set([`${at.topic}/${at.partition}`, ...read])].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

function GoTo({ at }: { at: RecordPosition }) {
	const navigate = useNavigate();
	const partitions = usePartitions(at);
	const [place, setPlace] = useState(`${at.topic}/${at.partition}`);
	const [offset, setOffset] = useState("");
	const typed = offset.trim().replaceAll(",", "");
	const isOffset = /^\d{1,15}$/.test(typed);
	const go = (event: FormEvent) => {
		event.preventDefault();
		const slash = place.lastIndexOf("/");
		const params = { topic: place.slice(0, slash), partition: place.slice(slash + 1), offset: typed };
		if (isOffset) void navigate({ to: "/records/$topic/$partition/$offset", params });
	};
	return (
		<form className={classes.goto} onSubmit={go} aria-label="Go to a record">
			<span className="t2 sm">Go to</span>
			<Select
				aria-label="Topic and partition"
				size="xs"
				w={168}
				data={[...partitions]}
				value={place}
				onChange={(chosen) => setPlace(chosen ?? place)}
				allowDeselect={false}
				searchable
			/>
			<TextInput
				aria-label="Offset"
				placeholder="offset"
				size="xs"
				w={110}
				value={offset}
				onChange={(event) => setOffset(event.currentTarget.value)}
				error={offset !== "" && !isOffset}
			/>
			<Button type="submit" disabled={!isOffset}>
				Go
			</Button>
		</form>
	);
}
