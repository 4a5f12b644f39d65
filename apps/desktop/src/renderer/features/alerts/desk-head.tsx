/** The title of the fraud desk with its figures, and its tabs with their counts. */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import { IconUserCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTRPC } from "../../api/client.ts";
import { eachMoney } from "../../format/money.ts";
import { exactNumber, NARROW } from "../../format/number.ts";
import { ActButton } from "../../shell/act-button.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { Count } from "../../ui/count.tsx";
import { Tabs, tabClass } from "../../ui/tabs.tsx";
import { toastFailed } from "../../ui/toast.tsx";
import { ALERT_TABS, type AlertCounts, type AlertTab, TAB_WORD, tabSearch } from "./alert-tabs.ts";

interface DeskHeadProps {
	readonly counts: AlertCounts | undefined;
	/** An alert was claimed for this operator. */
	readonly onClaimed: (alert: FraudAlert) => void;
}

export function DeskHead({ counts, onClaimed }: DeskHeadProps) {
	return (
		<PageHead title="Fraud alerts">
			{counts !== undefined && (
				<span className="t2 sm tn ell">
					<Link to="/alerts" search={tabSearch("open")} title="All open alerts">
						<Count value={counts.open.alerts} /> open
					</Link>
					{" · "}
					{eachMoney(counts.open)}
				</span>
			)}
			<span className="grow" />
			{counts !== undefined && <span className="xs t3 tn wide">{precisionWords(counts)}</span>}
			<ClaimNext counts={counts} onClaimed={onClaimed} />
		</PageHead>
	);
}

/** `precision 37 % of 167 resolved, 7 days`; below ten resolved alerts there is none. */
export function precisionWords({ precision, resolved_7d: resolved }: Pick<AlertCounts, "precision" | "resolved_7d">): string {
	const share = precision === null ? "" : `precision ${Math.round(precision * 100)}${NARROW}% of `;
	return `${share}${exactNumber(resolved)} resolved, 7 days`;
}

function ClaimNext({ counts, onClaimed }: DeskHeadProps) {
	const trpc = useTRPC();
	const claim = useMutation({
		...trpc.alerts.claimNext.mutationOptions(),
		onSuccess: onClaimed,
		onError: (error) => toastFailed("No alert was claimed", error),
	});
	return (
		<ActButton
			action="alerts.claimNext"
			leftSection={<IconUserCheck size={16} stroke={1.75} />}
			unavailable={counts?.unclaimed.alerts === 0 ? "There are no unclaimed alerts." : undefined}
			loading={claim.isPending}
			onClick={() => claim.mutate({})}
		>
			Claim next unclaimed
		</ActButton>
	);
}

/** `aside`: beside the tabs. */
export function DeskTabs({ tab, counts, aside }: { tab: AlertTab; counts: AlertCounts | undefined; aside: ReactNode }) {
	// Open alerts are reached by the title: their tab is there while it is shown.
	const tabs = ALERT_TABS.filter((each) => each !== "open" || tab === "open");
	return (
		<Tabs label="Lists of alerts" aside={aside}>
			{tabs.map((each) => (
				<Link
					key={each}
					to="/alerts"
					search={tabSearch(each)}
					className={tabClass}
					// The link itself marks what is a part of the address, too: the first list has no search of its own.
					activeOptions={{ exact: true, includeSearch: true }}
					aria-current={each === tab ? "page" : undefined}
					data-here={each === tab || undefined}
				>
					{TAB_WORD[each]}
					<span className="t3 tn">{counts === undefined ? "–" : <Count value={counts[each].alerts} compact />}</span>
				</Link>
			))}
		</Tabs>
	);
}
