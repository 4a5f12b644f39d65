/** The first two steps of a reset: which partitions, and where to. */
import { Checkbox, Radio, Select, Stack } from "@mantine/core";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { useLive } from "../../live/live-context.tsx";
import { NumberField } from "../../ui/number-field.tsx";
import classes from "./lag.module.css";
import { placeOf, type ResetDraft, TARGET_KINDS, TARGET_WORDS, type TargetKind } from "./reset-draft.ts";
import { ResetTime } from "./reset-time.tsx";

interface FieldsProps {
	readonly group: GroupLag;
	readonly draft: ResetDraft;
	readonly onChange: (draft: ResetDraft) => void;
}

export function ResetScope({ group, draft, onChange }: FieldsProps) {
	const topics = Map.groupBy(group.partitions, ({ topic }) => topic);
	const choose = (places: readonly string[], chosen: boolean) => {
		const next = new Set(draft.places);
		for (const place of places)
			if (chosen) next.add(place);
			else next.delete(place);
		onChange({ ...draft, places: next });
	};
	return (
		<Stack gap={12} className={classes.fieldset}>
			{[...topics].map(([topic, partitions]) => {
				const places = partitions.map(placeOf);
				const chosen = places.filter((place) => draft.places.has(place)).length;
				return (
					<fieldset key={topic} className={classes.scope}>
						<legend>
							<Checkbox
								label={topic}
								checked={chosen === places.length}
								indeterminate={chosen > 0 && chosen < places.length}
								onChange={(event) => choose(places, event.currentTarget.checked)}
							/>
						</legend>
						{partitions.map((each) => (
							<Checkbox
								key={placeOf(each)}
								label={placeOf(each)}
								checked={draft.places.has(placeOf(each))}
								onChange={(event) => choose([placeOf(each)], event.currentTarget.checked)}
							/>
						))}
					</fieldset>
				);
			})}
		</Stack>
	);
}

export function ResetTargetFields({ group, draft, onChange }: FieldsProps) {
	return (
		<Radio.Group
			label="Target"
			value={draft.kind}
			onChange={(kind) => onChange({ ...draft, kind: kindOf(kind) })}
			className={classes.fieldset}
		>
			<Stack gap={8} mt={8}>
				{TARGET_KINDS.map((kind) => (
					<div key={kind}>
						<Radio value={kind} label={TARGET_WORDS[kind]} />
						{draft.kind === kind && <TargetFields group={group} draft={draft} onChange={onChange} />}
					</div>
				))}
			</Stack>
		</Radio.Group>
	);
}

function kindOf(value: string): TargetKind {
	return TARGET_KINDS.find((kind) => kind === value) ?? "earliest";
}

/** What belongs to the chosen target. */
function TargetFields({ group, draft, onChange }: FieldsProps) {
	switch (draft.kind) {
		case "time":
			return <ResetTime group={group} time={draft.time} onChange={(time) => onChange({ ...draft, time })} />;
		case "shift":
			return (
				<NumberField
					mt={4}
					aria-label="Offsets, negative to go back"
					min={-1_000_000}
					max={1_000_000}
					value={draft.shift}
					onChange={(shift) => onChange({ ...draft, shift })}
				/>
			);
		case "copy_from":
			return <OtherGroup group={group} draft={draft} onChange={onChange} />;
		case "offsets":
			return (
				<div className={classes.offsets}>
					{group.partitions
						.filter((each) => draft.places.has(placeOf(each)))
						.map((each) => (
							<NumberField
								key={placeOf(each)}
								label={placeOf(each)}
								min={0}
								max={Number.MAX_SAFE_INTEGER}
								value={draft.offsets[placeOf(each)] ?? String(each.committed ?? "")}
								onChange={(typed) => onChange({ ...draft, offsets: { ...draft.offsets, [placeOf(each)]: typed } })}
							/>
						))}
				</div>
			);
		default:
			return null;
	}
}

function OtherGroup({ group, draft, onChange }: FieldsProps) {
	const lag = useLive((state) => state.lag) ?? [];
	return (
		<Select
			mt={4}
			aria-label="Group"
			data={lag.map((each) => each.group).filter((name) => name !== group.group)}
			value={draft.copyFrom === "" ? null : draft.copyFrom}
			onChange={(copyFrom) => onChange({ ...draft, copyFrom: copyFrom ?? "" })}
		/>
	);
}
