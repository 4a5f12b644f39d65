/** The lists of the fraud desk, and what the address of the screen holds. */
import type { alertCountsSchema, listAlertsSchema } from "@orderdeck/contracts/fraud/requests";
import { z } from "zod";

/** `open`: all that are not resolved, which the figures elsewhere count. It has no tab of its own; the title leads to it. */
export const ALERT_TABS = ["stoppable", "unclaimed", "mine", "resolved", "open"] as const;
export type AlertTab = (typeof ALERT_TABS)[number];

export type AlertCounts = z.infer<typeof alertCountsSchema>;
/** Without what pages it. */
export type AlertQuery = Omit<z.input<typeof listAlertsSchema>, "limit" | "cursor">;

export const alertSearchSchema = z.object({
	tab: z.enum(["unclaimed", "mine", "resolved", "open"]).optional().catch(undefined),
	alert: z.string().min(1).max(512).optional().catch(undefined),
});
export type AlertSearch = z.infer<typeof alertSearchSchema>;

/** The address of a list: the first one has none of its own. */
export function tabSearch(tab: AlertTab): AlertSearch {
	return tab === "stoppable" ? {} : { tab };
}

/** What the daemon lists in a tab for this operator. */
export function tabQuery(tab: AlertTab, name: string): AlertQuery {
	switch (tab) {
		case "stoppable":
			return { stoppable: true, order: "worst" };
		case "unclaimed":
			return { state: ["OPEN"], order: "worst" };
		case "mine":
			return { claimedBy: name, order: "worst" };
		case "resolved":
			return { state: ["RESOLVED"], order: "newest" };
		case "open":
			return { order: "worst" };
	}
}

export const TAB_WORD: Readonly<Record<AlertTab, string>> = {
	stoppable: "Stoppable",
	unclaimed: "Unclaimed",
	mine: "Mine",
	resolved: "Resolved",
	open: "Open",
};
