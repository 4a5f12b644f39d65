/** The editor of a rule: its fields, the backtest of the draft, and saving it. */
import { Button } from "@mantine/core";
import type { Backtest } from "@orderdeck/contracts/backtests/entities";
import type { ListedRule, Rule } from "@orderdeck/contracts/rules/entities";
import { IconArrowBackUp, IconDeviceFloppy, IconFlask, IconHelpCircle } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useRoleBlock } from "../../shell/act-block.ts";
import { ActButton } from "../../shell/act-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { isTestOf } from "./backtest-facts.ts";
import { ChangedMeanwhile } from "./changed-meanwhile.tsx";
import { ExplainDrawer } from "./explain-drawer.tsx";
import { draftIssues, draftValues, type RuleDraft } from "./rule-draft.ts";
import { RuleFields } from "./rule-fields.tsx";
import { newestVersion } from "./rule-words.ts";
import classes from "./rules.module.css";
import { SaveSheet } from "./save-sheet.tsx";
import { valueChanges } from "./value-changes.ts";

interface RuleEditorProps {
	/** Undefined: a new rule. */
	readonly rule: ListedRule | undefined;
	readonly draft: RuleDraft;
	readonly isChanged: boolean;
	/** The backtest that is shown. */
	readonly backtest: Backtest | undefined;
	readonly onChange: (change: Partial<RuleDraft>) => void;
	/** Drops the draft. */
	readonly onReset: () => void;
	readonly onSaved: () => void;
	readonly onCreated: (rule: Rule) => void;
	/** The line that runs a backtest, around the buttons that save. */
	readonly bar: (saving: ReactNode) => ReactNode;
}

export function RuleEditor(props: RuleEditorProps) {
	const { rule, draft, isChanged, backtest, onChange, onReset, onSaved, onCreated, bar } = props;
	const [saving, setSaving] = useState<"LIVE" | "SHADOW">();
	const [isExplaining, setExplaining] = useState(false);
	const drafting = useRoleBlock("rules.backtests.start")?.reason;
	const blocked = useRoleBlock(rule === undefined ? "rules.create" : "rules.update")?.reason;
	const values = draftValues(draft);
	const changes = rule === undefined ? [] : valueChanges(draft.kind, { before: inForceValues(rule), after: values }, daemonClock.now());
	const next = rule === undefined ? 1 : newestVersion(rule) + 1;
	const tested = isTestOf(backtest, { rule, values }) ? backtest : undefined;
	const saveProps = {
		h: 24,
		action: rule === undefined ? "rules.create" : "rules.update",
		unavailable: whyNotSaved({ rule, draft, isSame: rule !== undefined && changes.length === 0 }),
	} as const;
	const note = rule === undefined ? "draft, by you" : isChanged ? `draft of v${draft.version + 1}, by you` : `v${rule.version}`;
	return (
		<Panel
			title={rule?.name ?? "New rule"}
			note={note}
			className={classes.fixed}
			more={
				<span className={`row ${classes.end}`}>
					{rule !== undefined && (
						<Button variant="subtle" h={24} leftSection={<IconHelpCircle size={14} />} onClick={() => setExplaining(true)}>
							Explain an order…
						</Button>
					)}
					<ActButton {...saveProps} variant="subtle" leftSection={<IconFlask size={14} />} onClick={() => setSaving("SHADOW")}>
						{rule === undefined ? "Add in shadow…" : "Save as shadow…"}
					</ActButton>
					{(isChanged || rule === undefined) && (
						<Button variant="subtle" h={24} leftSection={<IconArrowBackUp size={14} />} onClick={onReset}>
							{rule === undefined ? "Discard" : `Back to v${rule.version}`}
						</Button>
					)}
				</span>
			}
		>
			{rule !== undefined && isChanged && (
				<ChangedMeanwhile rule={rule} draft={draft} onContinue={() => onChange({ version: newestVersion(rule) })} onDiscard={onReset} />
			)}
			<RuleFields
				draft={draft}
				safeBefore={rule?.safe_countries ?? []}
				changes={changes}
				unreadable={drafting}
				blocked={blocked}
				onChange={onChange}
			/>
			{bar(
				<ActButton {...saveProps} variant="filled" leftSection={<IconDeviceFloppy size={14} />} onClick={() => setSaving("LIVE")}>
					{rule === undefined ? "Add rule…" : `Save as v${next}…`}
				</ActButton>,
			)}
			{saving !== undefined && (
				<SaveSheet
					rule={rule}
					draft={draft}
					changes={changes}
					state={saving}
					tested={tested}
					onSaved={onSaved}
					onClose={(made) => {
						setSaving(undefined);
						if (rule === undefined && made !== undefined) onCreated(made);
					}}
				/>
			)}
			{isExplaining && rule !== undefined && <ExplainDrawer rule={rule} onClose={() => setExplaining(false)} />}
		</Panel>
	);
}

/** What the draft is compared with: a snooze that is over is none. */
function inForceValues(rule: ListedRule): Rule {
	const isOver = rule.snoozed_until !== null && Date.parse(rule.snoozed_until) <= daemonClock.now();
	return isOver ? { ...rule, snoozed_until: null } : rule;
}

/** Why the draft cannot be saved, in a sentence; undefined where it can. */
function whyNotSaved({ rule, draft, isSame }: { rule: ListedRule | undefined; draft: RuleDraft; isSame: boolean }): string | undefined {
	const [issue] = Object.values(draftIssues(draft));
	if (issue !== undefined) return "A field has no valid value yet.";
	if (rule === undefined) return undefined;
	if (draft.version < newestVersion(rule)) return `Someone else has saved v${newestVersion(rule)}. Continue from it first.`;
	return isSame && rule.state === "LIVE" ? "Nothing has changed." : undefined;
}
