/** Saves the draft of a rule as its next version, or as a new rule: what changes, what a backtest found, and why. */
import type { Backtest } from "@orderdeck/contracts/backtests/entities";
import type { ListedRule, Rule } from "@orderdeck/contracts/rules/entities";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { eachMoney } from "../../format/money.ts";
import { exactNumber } from "../../format/number.ts";
import { counted } from "../../format/words.ts";
import { useActBlock } from "../../shell/act-block.ts";
import { ActionSheet, type ChangeLine, Consequence } from "../../ui/action-sheet.tsx";
import { remedyOf, testedRule } from "./backtest-facts.ts";
import { changeLines, InForceFrom, SavedRule, shadowLines } from "./change-lines.tsx";
import { draftParameters, draftValues, type RuleDraft } from "./rule-draft.ts";
import { RuleSentence } from "./rule-sentence.tsx";
import { newestVersion } from "./rule-words.ts";
import type { ValueChange } from "./value-changes.ts";

export interface SaveSheetProps {
	/** Undefined: a new rule. */
	readonly rule: ListedRule | undefined;
	readonly draft: RuleDraft;
	readonly changes: readonly ValueChange[];
	readonly state: "LIVE" | "SHADOW";
	/** The backtest of exactly this draft; undefined where there is none. */
	readonly tested: Backtest | undefined;
	readonly onSaved: () => void;
	/** With the rule that was made, where one was. */
	readonly onClose: (made: Rule | undefined) => void;
}

export function SaveSheet(props: SaveSheetProps) {
	const { onClose } = props;
	// The rule is read again once it is saved, and perhaps changed by others meanwhile: the sheet is about what it was opened for.
	const [{ rule, draft, changes, state, tested }] = useState(props);
	const save = useSave({ rule, draft, state, onSaved: props.onSaved });
	const blocked = useActBlock(rule === undefined ? "rules.create" : "rules.update")?.reason;
	const version = rule === undefined ? 1 : newestVersion(rule) + 1;
	const isShadow = state === "SHADOW";
	const name = rule?.name ?? (draft.name.trim() || draft.alertReason.trim());
	const values = draftValues(draft);
	return (
		<ActionSheet
			title={rule === undefined ? `Add rule ${name}` : `Save v${version} of ${name}${isShadow ? " in shadow" : ""}`}
			onClose={() => onClose(save.data)}
			keep={rule === undefined ? "Do not add it" : `Keep v${rule.version}`}
			statedReason={draft.why}
			lines={linesOf({ rule, changes, isShadow })}
			action={{
				label: rule === undefined ? "Add rule" : `Save as v${version}`,
				isPending: save.isPending,
				blocked,
				error: save.error,
				onAct: save.act,
			}}
			audited={rule === undefined ? "rules" : `rule:${rule.id}`}
			readBack={save.data === undefined ? undefined : <SavedRule rule={save.data} />}
		>
			<div style={{ padding: "12px 16px 0", fontSize: 12 }}>
				<RuleSentence kind={draft.kind} parameters={values} />
			</div>
			{isShadow ? (
				<Consequence tone="ok" title="It raises no alerts">
					<p className="t2 sm">It evaluates new orders beside the live version, which stays in force, and is compared with it by day.</p>
				</Consequence>
			) : (
				<Forecast draft={draft} tested={tested} isFlaggingChange={rule === undefined || changesWhatIsFlagged(changes)} />
			)}
		</ActionSheet>
	);
}

function linesOf({
	rule,
	changes,
	isShadow,
}: {
	rule: Rule | undefined;
	changes: readonly ValueChange[];
	isShadow: boolean;
}): ChangeLine[] {
	const inForce = isShadow ? { what: "In force", after: rule === undefined ? "nothing" : `v${rule.version}, as before` } : InForceFrom;
	return [...changeLines(changes), inForce, ...shadowLines(rule)];
}

/** Off and snoozed only ends alerts: a backtest evaluates a rule as if it were on. */
function changesWhatIsFlagged(changes: readonly ValueChange[]): boolean {
	return changes.some(
		({ name, after }) => name === "limit" || name === "countries" || name === "window" || (name === "enabled" && after === "on"),
	);
}

/** What a backtest of exactly this draft found; a warning where there is none. */
function Forecast({ draft, tested, isFlaggingChange }: { draft: RuleDraft; tested: Backtest | undefined; isFlaggingChange: boolean }) {
	if (!draft.enabled) {
		return (
			<Consequence tone="warn" title="A rule that is off flags no order">
				<p className="t2 sm">Its open alerts stay.</p>
			</Consequence>
		);
	}
	if (!isFlaggingChange) return null;
	const result = tested?.result;
	if (tested === undefined || result == null) {
		return (
			<Consequence tone="warn" title="Saved without a backtest of this draft">
				<p className="t2 sm">What it flags, and which known frauds it misses, is not known. Close this and run a backtest first.</p>
			</Consequence>
		);
	}
	const { confirmed_lost: missed } = result;
	const remedy = remedyOf(result, testedRule(tested));
	const alerts = `Alerts ${exactNumber(result.today.alerts)} → ${exactNumber(result.draft.alerts)} in the backtest`;
	if (missed === 0) {
		return (
			<Consequence tone="ok" title={alerts}>
				<p className="t2 sm">No known fraud is missed.</p>
			</Consequence>
		);
	}
	return (
		<Consequence tone="bad" title={`Saving passes ${counted(missed, "known fraud")} · ${eachMoney(result.confirmed_lost_money)}`}>
			<p className="t2 sm">
				{alerts}.{remedy?.helps === true && ` Without ${remedy.country} as a safe country it misses none.`}
			</p>
		</Consequence>
	);
}

/** Creates the rule, or its next version. Rules are read again whatever came of it: a refusal may be because they have changed. */
function useSave({ rule, draft, state, onSaved }: Pick<SaveSheetProps, "rule" | "draft" | "state" | "onSaved">) {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	const options = { onSuccess: onSaved, onSettled: () => queryClient.invalidateQueries(trpc.rules.pathFilter()) };
	const create = useMutation({ ...trpc.rules.create.mutationOptions(), ...options });
	const update = useMutation({ ...trpc.rules.update.mutationOptions(), ...options });
	const { isPending, error, data } = rule === undefined ? create : update;
	const parameters = draftParameters(draft);
	return {
		isPending,
		error,
		data,
		act(reason: string) {
			if (rule === undefined) {
				const { kind, enabled, snoozedUntil } = draft;
				const name = draft.name.trim();
				create.mutate({
					...{ kind, state, enabled, reason: draft.alertReason.trim(), comment: reason },
					...parameters,
					...(name === "" ? {} : { name }),
					...(snoozedUntil === null ? {} : { snoozed_until: snoozedUntil }),
				});
			} else update.mutate({ id: rule.id, version: draft.version, reason, ...parameters, ...stateOf({ rule, draft, state }) });
		},
	};
}

/**
 * What a change states beside the parameters. Without a state it changes the live version; a version in shadow evaluates orders whether the
 * live one is on or not. A snooze that is over stays as it is, unless another one is chosen.
 */
function stateOf({ rule, draft, state }: { rule: ListedRule; draft: RuleDraft; state: "LIVE" | "SHADOW" }) {
	if (state === "SHADOW") return { state };
	return {
		enabled: draft.enabled,
		...(rule.state === "SHADOW" ? { state } : {}),
		...(draft.snoozedUntil === rule.snoozed_until ? {} : { snoozed_until: draft.snoozedUntil }),
	};
}
