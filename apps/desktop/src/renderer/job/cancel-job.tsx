import type { Job } from "@orderdeck/contracts/jobs/entities";
import { IconPlayerStop } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../api/client.ts";
import { ActButton } from "../shell/act-button.tsx";
import { toastDone, toastFailed } from "../ui/toast.tsx";
import { jobTitle, progressWords } from "./job-words.ts";

/** Stops a running job before its next record; nothing for one that has ended. */
export function CancelJob({ job }: { job: Job }) {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	const cancel = useMutation({
		...trpc.jobs.cancel.mutationOptions(),
		onSuccess(ended) {
			queryClient.setQueryData(trpc.jobs.get.queryKey({ id: job.job_id }), { ...ended, result: null });
			toastDone("Job stopped", `${progressWords(ended)}; completed work is kept.`);
		},
		onError: (error) => toastFailed("The job was not stopped", error),
		onSettled: () => queryClient.invalidateQueries(trpc.jobs.pathFilter()),
	});
	if (job.state !== "RUNNING") return null;
	return (
		<ActButton
			action="jobs.cancel"
			h={24}
			leftSection={<IconPlayerStop size={14} />}
			loading={cancel.isPending}
			onClick={() => cancel.mutate({ id: job.job_id })}
			aria-label={`Stop the job: ${jobTitle(job)}`}
		>
			Stop
		</ActButton>
	);
}
