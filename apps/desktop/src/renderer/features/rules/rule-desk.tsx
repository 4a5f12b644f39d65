/** The editor of a rule and, beneath it, the backtest of its draft. */

import type { ListedRule, Rule } from "@orderdeck/contracts/rules/entities";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { toastFailed } from "../../ui/toast.tsx";
import { BacktestBar } from "./backtest-bar.tsx";
import { testedRule } from "./backtest-facts.ts";
import { BacktestPanel } from "./backtest-panel.tsx";
import { type BacktestRange, rangeInput } from "./backtest-range.ts";
import { draftIssues, draftParameters, draftValues, filledIn } from "./rule-draft.ts";
import { RuleEditor } from "./rule-editor.tsx";
import type { ReadBacktest } from "./use-backtest.ts";
import type { EditedDraft } from "./use-drafts.ts";
import { hasSameParameters } from "./value-changes.ts";

interface RuleDeskProps {
	/** Undefined: a new rule. */
	readonly rule: ListedRule | undefined;
	readonly edited: EditedDraft;
	/** Undefined where none is chosen. */
	readonly read: ReadBacktest | undefined;
	readonly onBacktest: (jobId: string) => void;
	readonly onCreated: (rule: Rule) => void;
	readonly onDiscarded: () => void;
}

export function RuleDesk({ rule, edited, read, onBacktest, onCreated, onDiscarded }: RuleDeskProps) {
	const { draft, isChanged, change, reset } = edited;
	const [range, setRange] = useState<BacktestRange>({ name: "14" });
	const start = useStart(onBacktest);
	const values = draftValues(draft);
	const issues = draftIssues(draft);
	const tested = read?.backtest === undefined ? undefined : testedRule(read.backtest);
	const canTake = tested !== undefined && tested.id === (rule?.id ?? null) && !hasSameParameters(tested, values);
	const run = () => {
		const isStored = rule !== undefined && hasSameParameters(rule, values);
		const tests = isStored ? rule.id : { ...(rule === undefined ? { kind: draft.kind } : { id: rule.id }), ...draftParameters(draft) };
		start.mutate({ ...rangeInput(range), rules: [tests] });
	};
	const isTestable = issues.limit === undefined && issues.currency === undefined && issues.window === undefined;
	return (
		<>
			<RuleEditor
				rule={rule}
				draft={draft}
				isChanged={isChanged}
				backtest={read?.backtest}
				onChange={change}
				onReset={() => {
					reset();
					if (rule === undefined) onDiscarded();
				}}
				onSaved={reset}
				onCreated={onCreated}
				bar={(saving) => (
					<BacktestBar
						range={range}
						onRange={setRange}
						job={read?.job}
						orders={read?.backtest?.result?.orders}
						unavailable={isTestable ? undefined : "A field has no valid value yet."}
						isStarting={start.isPending}
						onRun={run}
					>
						{saving}
					</BacktestBar>
				)}
			/>
			<BacktestPanel read={read} onTake={canTake ? () => change(filledIn(tested)) : undefined} />
		</>
	);
}

function useStart(onBacktest: (jobId: string) => void) {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	return useMutation({
		...trpc.rules.backtests.start.mutationOptions(),
		onSuccess(job) {
			onBacktest(job.job_id);
			void queryClient.invalidateQueries(trpc.jobs.list.pathFilter());
		},
		onError: (error) => toastFailed("The backtest was not started", error),
	});
}
