/** Which record it is, the ones beside it, and the way to any other. */
import { Button, Select, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { RecordView } from "@orderdeck/contracts/records/entities";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useLive } from "../../live/live-context.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { CopyId } from "../../ui/copy-id.tsx";
import { positionText, type RecordPosition } from "../../ui/record-link.tsx";
import classes from "./record.module.css";
import { placeTyped } from "./typed-place.ts";

export function RecordHead({ at, record }: { at: RecordPosition; record: RecordView | undefined }) {
	const isSmall = useMediaQuery("(max-width: 1000px)", undefined, { getInitialValueInEffect: false });
	const goTo = <GoTo key={`${at.topic}/${at.partition}`} at={at} />;
	return (
		<>
			<PageHead title={positionText(at)}>
				<CopyId value={positionText(at)} what="position" />
				<Step at={at} to={record?.previous} word="Previous" letter="K" />
				<Step at={at} to={record?.next} word="Next" letter="J" />
				<span className="grow" />
				{!isSmall && goTo}
			</PageHead>
			{isSmall && goTo}
		</>
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
			<Button disabled title={before ? "This is the first readable record" : "This is the latest record"} aria-label={label} {...faces}>
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
	const client = useTRPCClient();
	const partitions = usePartitions(at);
	const [place, setPlace] = useState(`${at.topic}/${at.partition}`);
	const [typed, setTyped] = useState("");
	const target = placeTyped(typed, daemonClock.now());
	const slash = place.lastIndexOf("/");
	const [topic, partition] = [place.slice(0, slash), place.slice(slash + 1)];
	const open = (offset: string) => void navigate({ to: "/records/$topic/$partition/$offset", params: { topic, partition, offset } });
	const find = useMutation({
		mutationFn: (time: number) =>
			client.records.firstSince.query({ topic, partition: Number(partition), since: new Date(time).toISOString() }),
		onSuccess: ({ offset }) => open(String(offset)),
	});
	const go = (event: FormEvent) => {
		event.preventDefault();
		if (target?.kind === "offset") open(target.offset);
		else if (target !== undefined) find.mutate(target.at);
	};
	return (
		<form className={classes.goto} onSubmit={go} aria-label="Go to a record">
			{find.isError && (
				<span className="bad xs" role="alert">
					{problemOf(find.error).message}
				</span>
			)}
			<span className="t2 sm">Go to</span>
			<Select
				aria-label="Topic and partition"
				size="xs"
				w={168}
				data={[...partitions]}
				value={place}
				onChange={(chosen) => {
					setPlace(chosen ?? place);
					find.reset();
				}}
				allowDeselect={false}
				searchable
			/>
			<TextInput
				aria-label="Offset or time"
				placeholder="offset or time"
				title="An offset, or a time in UTC: 14:31, 14:31:17, 2026-11-28 14:31"
				size="xs"
				w={150}
				value={typed}
				onChange={(event) => {
					setTyped(event.currentTarget.value);
					find.reset();
				}}
				error={typed !== "" && target === undefined}
			/>
			<Button type="submit" disabled={target === undefined} loading={find.isPending}>
				Go
			</Button>
		</form>
	);
}
