/** One record of the log: its value decoded and in bytes, what lies around it, and who has consumed it. */
import { Skeleton } from "@mantine/core";
import type { RecordView } from "@orderdeck/contracts/records/entities";
import { IconMoodEmpty } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTRPC } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { usePageKeys } from "../../shell/commands/use-page-keys.ts";
import { ErrorMessage, Message } from "../../ui/panel.tsx";
import type { RecordPosition } from "../../ui/record-link.tsx";
import classes from "./record.module.css";
import { RecordDetails } from "./record-details.tsx";
import { RecordHead } from "./record-head.tsx";
import { RecordValuePanel } from "./record-value.tsx";
import { RecordsAround } from "./records-around.tsx";

export function RecordScreen() {
	const { topic, partition, offset } = useParams({ from: "/records/$topic/$partition/$offset" });
	const at: RecordPosition = { topic, partition: Number(partition), offset: Number(offset) };
	const trpc = useTRPC();
	const { data, error, refetch } = useQuery({
		...trpc.records.get.queryOptions(at),
		retry: false,
		placeholderData: keepPreviousData,
	});
	const record = data?.offset === at.offset && data.topic === topic && data.partition === at.partition ? data : undefined;
	useStepKeys(record);
	return (
		<>
			<RecordHead at={at} record={record} />
			{record !== undefined ? (
				<div className={classes.body}>
					<div className={classes.column}>
						<RecordValuePanel record={record} />
						<RecordsAround record={record} />
					</div>
					<RecordDetails record={record} />
				</div>
			) : error === null ? (
				<Skeleton h={420} aria-hidden />
			) : problemOf(error).code === "NOT_FOUND" ? (
				<Message icon={<IconMoodEmpty size={20} />} title="No such record" code="NOT_FOUND">
					{problemOf(error).message}
				</Message>
			) : (
				<ErrorMessage what="The record" error={error} onRetry={() => void refetch()} />
			)}
		</>
	);
}

/** K: the record before, J: the next one. */
function useStepKeys(record: RecordView | undefined): void {
	const navigate = useNavigate();
	const step = (offset: number | null | undefined) => {
		if (record === undefined || offset === null || offset === undefined) return undefined;
		const params = { topic: record.topic, partition: String(record.partition), offset: String(offset) };
		return () => void navigate({ to: "/records/$topic/$partition/$offset", params, replace: true });
	};
	usePageKeys({ k: step(record?.previous), j: step(record?.next) });
}
