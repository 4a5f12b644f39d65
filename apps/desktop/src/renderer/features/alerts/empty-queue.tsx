/** What a list of the fraud desk shows when it has no rows, and where to go from there. */
import { Button } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { counted } from "../../format/words.ts";
import { Message } from "../../ui/panel.tsx";
import { type AlertCounts, type AlertTab, TAB_WORD, tabSearch } from "./alert-tabs.ts";

interface EmptyWords {
	readonly title: string;
	readonly words: string;
	/** The list that has rows. */
	readonly leadsTo: AlertTab | undefined;
}

/** `unclaimed`: alerts of orders that have left and that nobody has looked at, where nothing can be stopped. */
function emptyWords(tab: AlertTab, counts: AlertCounts | undefined): EmptyWords {
	const unclaimed = counts?.unclaimed.alerts ?? 0;
	const flagged = "Orders flagged by a rule appear here.";
	switch (tab) {
		case "stoppable":
			return unclaimed > 0
				? { title: "Nothing to stop", words: `${counted(unclaimed, "delivered alert")} can still be resolved.`, leadsTo: "unclaimed" }
				: { title: "Nothing to stop", words: flagged, leadsTo: undefined };
		case "unclaimed":
			return { title: "No unclaimed alerts", words: flagged, leadsTo: (counts?.mine.alerts ?? 0) > 0 ? "mine" : "stoppable" };
		case "mine":
			return {
				title: "You have no claimed alerts",
				words: "Alerts you claim appear here.",
				leadsTo: unclaimed > 0 ? "unclaimed" : "stoppable",
			};
		case "resolved":
			return { title: "No resolved alerts", words: "Alerts with a verdict appear here.", leadsTo: "stoppable" };
		case "open":
			return { title: "No open alerts", words: flagged, leadsTo: "resolved" };
	}
}

export function EmptyQueue({ tab, counts }: { tab: AlertTab; counts: AlertCounts | undefined }): ReactNode {
	const { title, words, leadsTo } = emptyWords(tab, counts);
	return (
		<Message
			icon={<IconShieldCheck size={20} />}
			title={title}
			action={
				leadsTo !== undefined && (
					<Button renderRoot={(props) => <Link to="/alerts" search={tabSearch(leadsTo)} {...props} />}>{TAB_WORD[leadsTo]}</Button>
				)
			}
		>
			{words}
		</Message>
	);
}
