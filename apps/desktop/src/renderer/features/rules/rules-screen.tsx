/** Fraud rules: on the left what is in force and what it came to, on the right the editor of one rule with its backtest. */
import { Skeleton } from "@mantine/core";
import type { ListedRule } from "@orderdeck/contracts/rules/entities";
import { IconAdjustmentsHorizontal, IconMoodEmpty, IconPlus } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { AuditHistory } from "../../audit/audit-history.tsx";
import { useNow } from "../../live/live-context.tsx";
import { ActButton } from "../../shell/act-button.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { ErrorMessage, Message, Panel } from "../../ui/panel.tsx";
import { useStandingError } from "../../ui/use-standing-error.ts";
import { testedRule } from "./backtest-facts.ts";
import { InForce } from "./in-force.tsx";
import { RecentBacktests } from "./recent-backtests.tsx";
import { RuleDesk } from "./rule-desk.tsx";
import { filledIn } from "./rule-draft.ts";
import { RuleList } from "./rule-list.tsx";
import { countWords, newestVersion } from "./rule-words.ts";
import classes from "./rules.module.css";
import { ShadowDays } from "./shadow-days.tsx";
import { Suppressions } from "./suppressions.tsx";
import { useBacktest } from "./use-backtest.ts";
import { type EditedDraft, useDrafts } from "./use-drafts.ts";
import { useRules } from "./use-rules.ts";
import { VersionList } from "./version-list.tsx";

export function RulesScreen() {
	const { rule: named, backtest: backtestId, act } = useSearch({ from: "/rules" });
	const navigate = useNavigate({ from: "/rules" });
	const query = useRules();
	const error = useStandingError(query);
	const read = useBacktest(backtestId);
	const draftOf = useDrafts();
	const now = useNow();
	const rules = query.data?.rules;
	const tested = read.backtest === undefined ? undefined : testedRule(read.backtest);
	const isNew = act === "new" || (named === undefined && tested?.id === null);
	// The rule of a backtest is known once that is read.
	const isReading = backtestId !== undefined && read.backtest === undefined && read.error === undefined;
	const wanted = named ?? (isReading ? undefined : (tested?.id ?? rules?.[0]?.id));
	const rule = isNew ? undefined : rules?.find(({ id }) => id === wanted);
	const currency = rules?.find((each) => each.currency !== null)?.currency ?? "USD";
	const show = (id: string) => void navigate({ search: { rule: id } });
	const newRule = (
		<ActButton action="rules.create" leftSection={<IconPlus size={14} />} onClick={() => void navigate({ search: { act: "new" } })}>
			New rule
		</ActButton>
	);
	return (
		<>
			<PageHead title="Rules">
				{rules !== undefined && rules.length > 0 && <span className="t2 sm tn">{countWords(rules, now)}</span>}
				<span className="grow" />
				{newRule}
			</PageHead>
			{error !== undefined ? (
				<Panel title="Rules">
					<ErrorMessage what="The rules" error={error} onRetry={() => void query.refetch()} />
				</Panel>
			) : (
				<div className={classes.body}>
					<div className={classes.left}>
						<Panel title="Rules" note="7 days, precision: confirmed of resolved" className={classes.fixed}>
							{rules?.length === 0 ? (
								<Message icon={<IconAdjustmentsHorizontal size={20} />} title="No rules yet" action={!isNew && newRule}>
									Orders are flagged by rules.
								</Message>
							) : (
								<RuleList rules={rules} chosenId={rule?.id} onChoose={show} />
							)}
						</Panel>
						{rule !== undefined && <AboutRule key={rule.id} rule={rule} backtestId={backtestId} edited={draftOf(rule, currency)} />}
					</div>
					<div className={classes.right}>
						{rules === undefined && <Skeleton h={160} aria-hidden />}
						{rules !== undefined && rule === undefined && !isNew && wanted !== undefined ? (
							<Panel title="Rule">
								<Message icon={<IconMoodEmpty size={20} />} title={`There is no rule ${wanted}`}>
									The link is wrong, or is for another environment.
								</Message>
							</Panel>
						) : (
							rules !== undefined &&
							(rule !== undefined || isNew) && (
								<Desk
									key={rule?.id ?? ""}
									rule={rule}
									edited={draftOf(rule, currency)}
									read={backtestId === undefined ? undefined : read}
								/>
							)
						)}
					</div>
				</div>
			)}
		</>
	);
}

interface AboutRuleProps {
	readonly rule: ListedRule;
	readonly backtestId: string | undefined;
	readonly edited: EditedDraft;
}

function AboutRule({ rule, backtestId, edited }: AboutRuleProps) {
	return (
		<>
			<VersionList rule={rule} />
			<InForce rule={rule} />
			<ShadowDays rule={rule} onTake={(shadow) => edited.change(filledIn({ ...shadow, kind: rule.kind }))} />
			<Suppressions rule={rule} />
			<RecentBacktests ruleId={rule.id} chosenId={backtestId} />
			<AuditHistory target={`rule:${rule.id}`} version={String(newestVersion(rule))} className={classes.history} />
		</>
	);
}

interface DeskProps {
	readonly rule: ListedRule | undefined;
	readonly edited: EditedDraft;
	readonly read: ReturnType<typeof useBacktest> | undefined;
}

function Desk({ rule, edited, read }: DeskProps) {
	const navigate = useNavigate({ from: "/rules" });
	return (
		<RuleDesk
			rule={rule}
			edited={edited}
			read={read}
			onBacktest={(backtest) =>
				void navigate({ search: { ...(rule === undefined ? { act: "new" as const } : { rule: rule.id }), backtest } })
			}
			onCreated={({ id }) => void navigate({ search: { rule: id } })}
			onDiscarded={() => void navigate({ search: {} })}
		/>
	);
}
