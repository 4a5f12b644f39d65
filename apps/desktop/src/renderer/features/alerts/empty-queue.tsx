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
}

/** Lists that may have rows where another has none, in this order. */
const OTHERS = ["stoppable", "unclaimed", "mine", "open", "resolved"] as const;

/** The first other list that has rows; undefined where none has. */
function otherList(tab: AlertTab, counts: AlertCounts | undefined): AlertTab | undefined {
	return OTHERS.find((other) => other !== tab && (counts?.[other].alerts ?? 0) > 0);
}

/** `unclaimed`: alerts of orders that have left and that nobody has looked at, where nothing can be stopped. */
function emptyWords(tab: AlertTab, counts: AlertCounts | undefined): EmptyWords {
	const unclaimed = counts?.unclaimed.alerts ?? 0;
	const flagged = "Orders flagged by a rule appear here.";
	switch (tab) {
		case "stoppable":
			return {
				title: "Nothing to stop",
				words: unclaimed > 0 ? `${counted(unclaimed, "delivered alert")} can still be resolved.` : flagged,
			};
		case "unclaimed":
			return { title: "No unclaimed alerts", words: flagged };
		case "mine":
			return { title: "You have no claimed alerts", words: "Alerts you claim appear here." };
		case "resolved":
			return { title: "No resolved alerts", words: "Alerts with a verdict appear here." };
		case "open":
			return { title: "No open alerts", words: flagged };
	}
}

export function EmptyQueue({ tab, counts }: { tab: AlertTab; counts: AlertCounts | undefined }): ReactNode {
	const { title, words } = emptyWords(tab, counts);
	const other = otherList(tab, counts);
	return (
		<Message
			icon={<IconShieldCheck size={20} />}
			title={title}
			action={
				counts === undefined ? undefined : other === undefined ? (
					<Button renderRoot={(props) => <Link to="/rules" {...props} />}>Rules</Button>
				) : (
					<Button renderRoot={(props) => <Link to="/alerts" search={tabSearch(other)} {...props} />}>{TAB_WORD[other]}</Button>
				)
			}
		>
			{words}
		</Message>
	);
}
