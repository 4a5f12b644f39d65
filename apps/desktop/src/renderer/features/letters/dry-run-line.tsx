/** The result of a dry run above the list, and the redrive of what would succeed. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconRefresh, IconSend } from "@tabler/icons-react";
import { problemOf } from "../../api/problem.ts";
import { shortDuration } from "../../format/duration.ts";
import { countText } from "../../format/number.ts";
import { useRunningNow } from "../../live/live-context.tsx";
import { ActButton } from "../../shell/act-button.tsx";
import classes from "./letters.module.css";
import { type DryRun, succeedingIds } from "./use-dry-run.ts";

interface DryRunLineProps {
	readonly dryRun: DryRun;
	readonly onAgain: () => void;
	readonly onRedrive: () => void;
}

export function DryRunLine({ dryRun: { preview, at, isRunning, error }, onAgain, onRedrive }: DryRunLineProps) {
	// Twice a second, for the age.
	useRunningNow();
	if (error !== undefined && preview === undefined) {
		return (
			<div className={classes.dryrun} role="alert">
				<IconCircleX size={16} className="bad" aria-hidden />
				<span>{problemOf(error).message}</span>
			</div>
		);
	}
	if (preview === undefined || at === undefined) return null;
	const good = succeedingIds(preview).length;
	const refused = preview.would_refuse.reduce((sum, { letters }) => sum + letters, 0);
	return (
		<div className={classes.dryrun} role="status" aria-label="Dry run">
			<IconCircleCheck size={16} className="ok" aria-hidden />
			<span>
				<b className="tn">{countText(good)}</b> succeed
			</span>
			{preview.would_fail > 0 && (
				<>
					<IconCircleX size={16} className="bad" aria-hidden />
					<span>
						<b className="tn">{countText(preview.would_fail)}</b> fail again
					</span>
				</>
			)}
			{refused > 0 && <span className="t2">{countText(refused)} cannot be redriven</span>}
			<span className="t2 xs tn">
				dry run of {countText(preview.evaluated)}
				{/* It changes each second: in a live region it would be read out as often. */}
				<span aria-hidden>, {shortDuration((Date.now() - at) / 1000)} ago</span>
			</span>
			<Tooltip label="Run again">
				<ActionIcon aria-label="Run again" loading={isRunning} onClick={onAgain}>
					<IconRefresh size={14} />
				</ActionIcon>
			</Tooltip>
			<span className="grow" />
			<ActButton variant="filled" leftSection={<IconSend size={14} />} disabled={good === 0} onClick={onRedrive}>
				Redrive {countText(good)}…
			</ActButton>
		</div>
	);
}
