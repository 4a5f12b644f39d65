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
	const flagged = "An order that a fraud rule flags appears here.";
	switch (tab) {
		case "stoppable":
			return unclaimed > 0
				? { title: "Nothing to stop", words: `${counted(unclaimed, "delivered alert")} can still be decided.`, leadsTo: "unclaimed" }
				: { title: "Nothing to stop", words: flagged, leadsTo: undefined };
		case "unclaimed":
			return { title: "Nothing is unclaimed", words: flagged, leadsTo: (counts?.mine.alerts ?? 0) > 0 ? "mine" : "stoppable" };
		case "mine":
			return {
				title: "You work on no alert",
				words: "An alert that you claim appears here.",
				leadsTo: unclaimed > 0 ? "unclaimed" : "stoppable",
			};
		case "resolved":
			return { title: "No resolved alerts", words: "An alert with a verdict appears here.", leadsTo: "stoppable" };
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
