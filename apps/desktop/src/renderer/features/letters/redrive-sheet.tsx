/** Redriving dead letters: what would happen, the start of the job, and what became of each letter. */
import { NumberInput } from "@mantine/core";
import type { Job } from "@orderdeck/contracts/jobs/entities";
import type { RedrivePreview } from "@orderdeck/contracts/letters/entities";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { countText } from "../../format/number.ts";
import { counted } from "../../format/words.ts";
import { useSession } from "../../shell/session.tsx";
import { ActionSheet, Consequence } from "../../ui/action-sheet.tsx";
import { choiceOf, countOf, type OpenSheet, whichWords } from "./chosen-letters.ts";
import { readableMoney, reasonText } from "./letter-words.ts";
import { RedriveResults } from "./redrive-results.tsx";
import { succeedingIds, useDryRun } from "./use-dry-run.ts";

interface RedriveSheetProps {
	readonly sheet: OpenSheet;
	readonly onDone: () => void;
	readonly onClose: () => void;
}

/** The share at which a redrive of more than the first few stops, in percent. */
const STOP_PERCENT = 20;
const FIRST_FEW = 10;

export function RedriveSheet({ sheet: { on }, onDone, onClose }: RedriveSheetProps) {
	const trpc = useTRPC();
	const { role } = useSession();
	const dryRun = useDryRun();
	const [stopPercent, setStopPercent] = useState(STOP_PERCENT);
	const { run } = dryRun;
	// biome-ignore lint/correctness/useExhaustiveDependencies: it is run once for what the sheet was opened for
	useEffect(() => run(on), []);
	const redrive = useMutation({ ...trpc.deadLetters.redrive.mutationOptions(), onSuccess: onDone });
	const job = redrive.data !== undefined && "job_id" in redrive.data ? redrive.data : undefined;
	const { preview } = dryRun;
	// Those that would fail again stay, unless more were chosen than a dry run evaluates.
	const isWhole = preview !== undefined && preview.evaluated === preview.letters;
	const ids = preview === undefined ? [] : succeedingIds(preview);
	const count = isWhole ? ids.length : (preview?.letters ?? countOf(on));
	const label = `Redrive ${counted(count, "dead letter")}`;
	const stops = count > FIRST_FEW;
	const onAct = (note: string) => {
		const choice = isWhole ? { ids } : choiceOf(on);
		redrive.mutate({ ...choice, note, ...(stops ? { stop_at_failure_share: stopPercent / 100 } : {}) });
	};
	const nothing = preview !== undefined && count === 0 ? "None of them can be redriven now" : undefined;
	return (
		<ActionSheet
			title={`Redrive ${counted(countOf(on), "dead letter")}`}
			onClose={onClose}
			keep="Keep them waiting"
			lines={[
				{ what: "Letters", before: "waiting", after: "redriving, then succeeded or failed again" },
				{ what: "Selection", after: whichWords(on) },
				{ what: "Records", after: "same bytes, key and headers, back to their topic" },
				{ what: "Handled by", after: preview === undefined ? "the group that failed" : `${preview.group} alone` },
			]}
			preview={{ at: dryRun.at, isRefreshing: dryRun.isRunning, onRefresh: () => run(on) }}
			action={{
				label,
				isPending: redrive.isPending,
				blocked: role === "viewer" ? "This requires the role operator" : nothing,
				error: redrive.error ?? dryRun.error,
				onAct,
			}}
			audited={job === undefined ? "letters" : `job:${job.job_id}`}
			readBack={job === undefined ? undefined : <RedriveResults job={job satisfies Job} />}
		>
			{preview !== undefined && <Forecast preview={preview} isWhole={isWhole} />}
			{stops && (
				<NumberInput
					mt={12}
					mx={16}
					size="xs"
					w={260}
					label="Stop when more than this share fails again, %"
					description={`The first ${FIRST_FEW} are awaited before the rest`}
					min={0}
					max={100}
					value={stopPercent}
					onChange={(value) => setStopPercent(typeof value === "number" ? value : STOP_PERCENT)}
				/>
			)}
		</ActionSheet>
	);
}

function Forecast({ preview, isWhole }: { preview: RedrivePreview; isWhole: boolean }) {
	const { would_succeed: good, would_fail: bad, would_refuse: refused, forecasts } = preview;
	const money = readableMoney(good.by_currency);
	const fails = Map.groupBy(
		forecasts.filter(({ outcome }) => outcome === "fails"),
		({ code }) => code ?? "",
	);
	const tone = good.letters === 0 ? "bad" : bad > 0 || refused.length > 0 ? "warn" : "ok";
	return (
		<Consequence tone={tone} title={`${countText(good.letters)} would succeed${money === undefined ? "" : ` · ${money}`}`}>
			{[...fails].map(([code, of]) => (
				<p key={code} className="sm">
					{countText(of.length)} would fail again: {reasonText(code)}
				</p>
			))}
			{refused.map(({ code, letters }) => (
				<p key={code} className="sm">
					{countText(letters)} refused: <span className="mono">{code}</span>
				</p>
			))}
			{!isWhole && (
				<p className="t2 sm">
					The oldest {countText(preview.evaluated)} of {countText(preview.letters)} were evaluated; all are redriven.
				</p>
			)}
		</Consequence>
	);
}
