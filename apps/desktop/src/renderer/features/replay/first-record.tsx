/** From a replay to what it wrote: the first record of its target topic since it started. */
import { Button } from "@mantine/core";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import { PARTITIONS } from "@orderdeck/contracts/topics";
import { IconArrowRight } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTRPCClient } from "../../api/client.ts";
import { toastFailed } from "../../ui/toast.tsx";

/** Which partition has the first one is only known to the log: it is searched when it is to be opened. */
export function FirstRecord({ job: { topic, started_at: since } }: { job: Pick<ReplayJob, "topic" | "started_at"> }) {
	const client = useTRPCClient();
	const navigate = useNavigate();
	const find = useMutation({
		mutationFn: async () => {
			const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition);
			const found = await Promise.allSettled(partitions.map((partition) => client.records.firstSince.query({ topic, partition, since })));
			const places = found.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
			const [first] = places.toSorted((a, b) => a.timestamp.localeCompare(b.timestamp) || a.partition - b.partition);
			if (first === undefined) throw found.find((each) => each.status === "rejected")?.reason;
			return first;
		},
		onSuccess: ({ partition, offset }) =>
			navigate({ to: "/records/$topic/$partition/$offset", params: { topic, partition: String(partition), offset: String(offset) } }),
		onError: (error) => toastFailed(`No record in ${topic}`, error),
	});
	return (
		<Button
			variant="subtle"
			size="compact-sm"
			px={0}
			rightSection={<IconArrowRight size={12} />}
			loading={find.isPending}
			onClick={() => find.mutate()}
			aria-label={`First record of the replay into ${topic}`}
		>
			First record
		</Button>
	);
}
