/** Resets the offsets of a group in four steps: scope, target, preview, read-back. */
import { Button } from "@mantine/core";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { OffsetReset, ResetPreview } from "@orderdeck/contracts/lag/offsets";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { duration } from "../../format/duration.ts";
import { countText } from "../../format/number.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { ActionSheet, type ChangeLine, type SheetPreview } from "../../ui/action-sheet.tsx";
import { ErrorMessage } from "../../ui/panel.tsx";
import { Steps } from "../../ui/steps.tsx";
import { drainSeconds } from "./drain-time.ts";
import classes from "./lag.module.css";
import { ReadBackTable } from "./read-back-table.tsx";
import { movedSince, newDraft, placeOf, type ResetDraft, requestOf, scopeWords, targetWords } from "./reset-draft.ts";
import { ResetScope, ResetTargetFields } from "./reset-fields.tsx";
import { ResetPreviewTable } from "./reset-preview.tsx";

interface ResetSheetProps {
	readonly group: GroupLag;
	readonly blocked: string | undefined;
	readonly onClose: () => void;
	readonly onRestore: (reset: OffsetReset) => void;
}

const SCOPE = 0;
const TARGET = 1;
const PREVIEW = 2;

export function ResetSheet({ group, blocked, onClose, onRestore }: ResetSheetProps) {
	const trpc = useTRPC();
	const [step, setStep] = useState(SCOPE);
	const [draft, setDraft] = useState(() => newDraft(group, daemonClock.now()));
	const request = requestOf(draft, group);
	const preview = useQuery({
		...trpc.lag.previewReset.queryOptions({ group: group.group, to: "earliest", ...request }),
		enabled: step === PREVIEW && request !== undefined,
		staleTime: Number.POSITIVE_INFINITY,
		gcTime: 0,
		retry: false,
		refetchOnWindowFocus: false,
	});
	const reset = useMutation(trpc.lag.resetOffsets.mutationOptions());
	const done = reset.data;
	const back = step === SCOPE ? undefined : <Button onClick={() => setStep(step - 1)}>Back</Button>;
	const next = (
		<Button variant="filled" disabled={step === SCOPE ? draft.places.size === 0 : request === undefined} onClick={() => setStep(step + 1)}>
			{step === SCOPE ? "Choose target" : "Preview"}
		</Button>
	);
	const isPreviewed = step === PREVIEW && preview.data !== undefined && request !== undefined;
	return (
		<ActionSheet
			title={`Reset offsets of ${group.group}`}
			onClose={onClose}
			keep="Keep offsets"
			aside={
				<>
					{back}
					{step < PREVIEW && next}
				</>
			}
			lines={isPreviewed ? backlogLines(group, preview.data) : []}
			preview={isPreviewed ? sheetPreview(group, preview) : undefined}
			action={
				isPreviewed
					? {
							label: `Reset ${preview.data.partitions.length} partitions`,
							isDangerous: preview.data.never_read.records > 0,
							isPending: reset.isPending,
							blocked: blocked ?? preview.data.refused ?? undefined,
							error: reset.error,
							onAct: (reason) => reset.mutate({ group: group.group, ...request, reason, expected: preview.data.expected }),
						}
					: undefined
			}
			audited={`group:${group.group}`}
			readBack={done === undefined ? undefined : <ReadBack group={group} draft={draft} reset={done} onRestore={onRestore} />}
		>
			<ResetSteps group={group} draft={draft} step={step} />
			{step === SCOPE && <ResetScope group={group} draft={draft} onChange={setDraft} />}
			{step === TARGET && <ResetTargetFields group={group} draft={draft} onChange={setDraft} />}
			{step === PREVIEW && preview.isError && (
				<ErrorMessage what="The preview" error={preview.error} onRetry={() => void preview.refetch()} />
			)}
			{step === PREVIEW && preview.isPending && <p className={`sm t2 ${classes.fieldset}`}>Reading the records in between…</p>}
			{isPreviewed && <ResetPreviewTable preview={preview.data} onLeave={(moves) => setDraft({ ...draft, ...withoutSkips(moves) })} />}
		</ActionSheet>
	);
}

/** What the group would have to read, before and after. */
function backlogLines(group: GroupLag, { replays, never_read }: ResetPreview): ChangeLine[] {
	if (group.lag === null) return [];
	const lag = Math.max(0, group.lag + replays.records - never_read.records);
	const drained = (messages: number) => {
		const seconds = drainSeconds({ lag: messages, paused: group.paused });
		return seconds === undefined ? undefined : `≈ ${duration(seconds)}`;
	};
	const [before, after] = [drained(group.lag), drained(lag)];
	return [
		{ what: "Messages to read", before: countText(group.lag), after: countText(lag) },
		...(before === undefined || after === undefined ? [] : [{ what: "Drained after resume", before, after }]),
	];
}

/** The partitions that would skip records stay where they are; the others go to where the preview moves them. */
function withoutSkips(partitions: ResetPreview["partitions"]): Pick<ResetDraft, "places" | "kind" | "offsets"> {
	const kept = partitions.filter(({ move }) => move !== "skips");
	return {
		kind: "offsets",
		places: new Set(kept.map(placeOf)),
		offsets: Object.fromEntries(kept.map((move) => [placeOf(move), String(move.to)])),
	};
}

function sheetPreview(
	group: GroupLag,
	query: { readonly data: ResetPreview | undefined; dataUpdatedAt: number; isFetching: boolean; refetch: () => unknown },
): SheetPreview {
	return {
		at: query.dataUpdatedAt,
		isRefreshing: query.isFetching,
		changed: movedSince(group, query.data?.expected ?? []),
		onRefresh: () => void query.refetch(),
	};
}

function ResetSteps({ group, draft, step }: { group: GroupLag; draft: ResetDraft; step: number }) {
	return (
		<Steps
			current={step}
			steps={[
				{ name: "Scope", note: scopeWords(draft, group) },
				{ name: "Target", note: targetWords(draft) },
				{ name: "Preview", note: "dry run" },
				{ name: "Read-back", note: "after the reset" },
			]}
		/>
	);
}

interface ReadBackProps {
	readonly group: GroupLag;
	readonly draft: ResetDraft;
	readonly reset: OffsetReset;
	readonly onRestore: (reset: OffsetReset) => void;
}

function ReadBack({ group, draft, reset, onRestore }: ReadBackProps) {
	return (
		<>
			<ResetSteps group={group} draft={draft} step={3} />
			<ReadBackTable reset={reset} />
			<p className={classes.fieldset}>
				<Button onClick={() => onRestore(reset)}>Restore previous offsets…</Button>
			</p>
		</>
	);
}
