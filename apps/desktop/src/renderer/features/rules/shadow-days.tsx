/** What the version in shadow would have flagged beside the live one, by day. */
import { Button } from "@mantine/core";
import type { ListedRule, RuleVersion } from "@orderdeck/contracts/rules/entities";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { countText } from "../../format/number.ts";
import { useLiveContext } from "../../live/live-context.tsx";
import { ErrorMessage, Panel } from "../../ui/panel.tsx";
import { rightClass, Table, type TableColumn } from "../../ui/table.tsx";
import { RuleSentence } from "./rule-sentence.tsx";
import classes from "./rules.module.css";

const READ_MS = 30_000;

const COLUMNS: readonly TableColumn[] = [
	{ id: "day", head: "Day" },
	{ id: "both", head: "Both", right: true },
	{ id: "live", head: "Live only", right: true },
	{ id: "shadow", head: "Shadow only", right: true },
];

interface ShadowDaysProps {
	readonly rule: ListedRule;
	/** Fills the editor with its values. */
	readonly onTake: (shadow: RuleVersion) => void;
}

/** Nothing where no version is in shadow. */
export function ShadowDays({ rule, onTake }: ShadowDaysProps) {
	const { shadow } = rule;
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const { data, error, refetch } = useQuery({
		...trpc.rules.shadow.queryOptions({ id: rule.id }),
		enabled: shadow !== null,
		refetchInterval: pausedAt === undefined ? READ_MS : false,
		retry: false,
	});
	if (shadow === null) return null;
	const title = `Shadow v${shadow.version}`;
	return (
		<Panel
			title={title}
			note="raises no alerts"
			className={classes.fixed}
			more={
				<Button variant="subtle" h={24} className={classes.add} onClick={() => onTake(shadow)}>
					Edit as draft
				</Button>
			}
		>
			<p className={classes.none}>
				<RuleSentence kind={rule.kind} parameters={shadow} />
			</p>
			{data === undefined && error !== null ? (
				<ErrorMessage what="The comparison" error={error} onRetry={() => void refetch()} />
			) : data?.days.length === 0 ? (
				<p className={`t3 ${classes.none}`}>Nothing compared yet.</p>
			) : (
				<div className={classes.versions}>
					<Table label={`${title} by day`} columns={COLUMNS} loading={data === undefined} skeletons={2}>
						{data?.days.toReversed().map(({ day, both, live_only, shadow_only }) => (
							<tr key={day}>
								<td className="tn">{day}</td>
								<td className={rightClass}>{countText(both)}</td>
								<td className={rightClass}>{countText(live_only)}</td>
								<td className={rightClass}>{countText(shadow_only)}</td>
							</tr>
						))}
					</Table>
				</div>
			)}
		</Panel>
	);
}
