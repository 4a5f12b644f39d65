/** The letters of a state, group or reason: chosen one by one or all, and one of them open. */
import { Button } from "@mantine/core";
import type { DeadLetter } from "@orderdeck/contracts/letters/entities";
import type { letterSummarySchema } from "@orderdeck/contracts/letters/requests";
import { IconMailCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import type { z } from "zod";
import { countText } from "../../format/number.ts";
import { usePageKeys } from "../../shell/commands/use-page-keys.ts";
import { GridFoot } from "../../ui/grid-foot.tsx";
import { ListFrame } from "../../ui/list-frame.tsx";
import { ErrorMessage, Message } from "../../ui/panel.tsx";
import { useSelection } from "../../ui/use-selection.ts";
import { ChosenBar } from "./chosen-bar.tsx";
import type { Chosen, OpenSheet } from "./chosen-letters.ts";
import { DryRunLine } from "./dry-run-line.tsx";
import { letterColumns, narrowColumns } from "./letter-columns.tsx";
import { LetterPanel } from "./letter-panel.tsx";
import type { letterFilterOf } from "./letter-search.ts";
import { LetterSheet } from "./letter-sheet.tsx";
import { STATE_LOOK, whyNot } from "./letter-words.ts";
import { succeedingIds, useDryRun } from "./use-dry-run.ts";
import { useLetters } from "./use-letters.ts";

interface LetterListProps {
	readonly filter: ReturnType<typeof letterFilterOf>;
	readonly summary: z.infer<typeof letterSummarySchema> | undefined;
	readonly openId: string | undefined;
	readonly onChange: (change: { letter?: string | undefined; group?: undefined; reason?: undefined }) => void;
}

const KEYS = [
	["R", "redrive"],
	["D", "discard"],
] as const;

const idOf = (letter: DeadLetter) => letter.letter_id;

export function LetterList({ filter, summary, openId, onChange }: LetterListProps) {
	const { letters, loading, error, hasMore, loadMore, reread } = useLetters(filter);
	const grid = useRef<HTMLDivElement>(null);
	const onOpen = useCallback((letter: DeadLetter | undefined) => onChange({ letter: letter?.letter_id }), [onChange]);
	const selection = useSelection({ idOf, openId, onOpen });
	const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
	const [sheet, setSheet] = useState<OpenSheet>();
	// What has left the list is chosen no longer.
	const chosen = useMemo(() => letters.filter((letter) => ids.has(letter.letter_id)), [letters, ids]);
	const chosenIds = useMemo(() => new Set(chosen.map(idOf)), [chosen]);
	const isAll = letters.length > 0 && chosen.length === letters.length;
	const toggle = useCallback((letter: DeadLetter) => {
		setIds((known) => {
			const next = new Set(known);
			if (!next.delete(letter.letter_id)) next.add(letter.letter_id);
			return next;
		});
	}, []);
	const toggleAll = () => setIds(new Set(isAll ? [] : letters.map(idOf)));
	const dryRun = useDryRun();
	const forecasts = new Map(dryRun.preview?.forecasts.map((forecast) => [forecast.letter_id, forecast]));
	const columns = letterColumns({ chosen: chosenIds, isAll, onToggle: toggle, onToggleAll: toggleAll, forecasts });
	const reasonCount = countOf(summary, filter);
	/** All of the reason where all that is loaded is chosen and more is not. */
	const allOf = (): Chosen =>
		isAll && hasMore && filter.group !== undefined
			? { group: filter.group, ...(filter.reason === undefined ? {} : { reason: filter.reason }), count: reasonCount }
			: { letters: chosen };
	const active = letters.find((letter) => letter.letter_id === (openId ?? selection.activeId));
	const onActive = (kind: OpenSheet["kind"]) => () => {
		const on = chosen.length > 0 ? allOf() : active === undefined ? undefined : { letters: [active] };
		if (on !== undefined && (chosen.length > 0 || (active !== undefined && whyNot(kind, active) === undefined))) setSheet({ kind, on });
	};
	usePageKeys({
		" ": active === undefined ? undefined : () => toggle(active),
		r: filter.state === "WAITING" ? onActive("redrive") : undefined,
		d: filter.state === "WAITING" ? onActive("discard") : undefined,
	});
	const bar = chosen.length > 0 && (
		<>
			<ChosenBar
				state={filter.state}
				chosen={chosen}
				all={isAll && hasMore && filter.group !== undefined ? reasonCount : undefined}
				isRunning={dryRun.isRunning}
				onDryRun={() => dryRun.run(allOf())}
				onAct={(kind) => setSheet({ kind, on: allOf() })}
				onClear={() => {
					setIds(new Set());
					dryRun.forget();
				}}
			/>
			<DryRunLine
				dryRun={dryRun}
				onAgain={() => dryRun.run(allOf())}
				onRedrive={() => {
					const good = new Set(dryRun.preview === undefined ? [] : succeedingIds(dryRun.preview));
					setSheet({ kind: "redrive", on: { letters: chosen.filter((letter) => good.has(letter.letter_id)) } });
				}}
			/>
		</>
	);
	return (
		<>
			<ListFrame
				name="Letters"
				rowsName="Dead letters"
				selection={selection}
				bar={bar}
				scroller={grid}
				columns={openId === undefined ? columns : narrowColumns(columns)}
				rows={letters}
				idOf={idOf}
				loading={loading}
				empty={
					error === undefined ? (
						<Empty filter={filter} onAll={() => onChange({ group: undefined, reason: undefined })} />
					) : (
						<ErrorMessage what="Dead letters" error={error} onRetry={reread} />
					)
				}
				onEnd={loadMore}
				foot={
					<GridFoot picks keys={KEYS}>
						{countText(letters.length, hasMore)} {STATE_LOOK[filter.state].word.toLowerCase()}
					</GridFoot>
				}
				panel={
					openId === undefined ? undefined : (
						<LetterPanel
							key={openId}
							id={openId}
							onAct={(kind, letter) => setSheet({ kind, on: { letters: [letter] } })}
							{...selection.panel(letters)}
						/>
					)
				}
			/>
			{sheet !== undefined && (
				<LetterSheet
					sheet={sheet}
					onDone={() => {
						setIds(new Set());
						dryRun.forget();
						reread();
					}}
					onClose={() => setSheet(undefined)}
				/>
			)}
		</>
	);
}

function countOf(summary: LetterListProps["summary"], { group, reason }: LetterListProps["filter"]): number {
	const of = (summary?.groups ?? []).filter((each) => each.group === group && (reason ?? each.reason) === each.reason);
	return of.reduce((sum, { count }) => sum + count, 0);
}

function Empty({ filter, onAll }: { filter: LetterListProps["filter"]; onAll: () => void }) {
	const isAll = filter.group === undefined;
	return (
		<Message
			icon={<IconMailCheck size={20} />}
			title={
				filter.state === "WAITING" ? "No dead letters are waiting" : `No dead letters are ${STATE_LOOK[filter.state].word.toLowerCase()}`
			}
			action={isAll ? <OtherLetters state={filter.state} /> : <Button onClick={onAll}>All groups</Button>}
		>
			{isAll ? "Records that a group cannot process appear here with their bytes and error." : "No letters with this group and reason."}
		</Message>
	);
}

function OtherLetters({ state }: Pick<LetterListProps["filter"], "state">) {
	const other = state === "WAITING" ? "DISCARDED" : "WAITING";
	const search = other === "WAITING" ? {} : { state: other };
	return (
		<Button renderRoot={(props) => <Link to="/dead-letters" search={search} {...props} />}>
			Show {STATE_LOOK[other].word.toLowerCase()}
		</Button>
	);
}
