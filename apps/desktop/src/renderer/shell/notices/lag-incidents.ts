/** Which of the groups' incidents are news: one toast per incident, updated in place; one notification; reminders until somebody acknowledges it. */
import type { GroupLag, Incident } from "@orderdeck/contracts/lag/entities";
import { severityOf } from "@orderdeck/contracts/lag/words";
import { eachMoney } from "../../format/money.ts";
import { epochOf } from "../../format/time.ts";
import { ordersWaiting } from "../../format/words.ts";
import { groupWord, toneOf } from "../../ui/lag-status.ts";
import { statusPhrase } from "../../ui/lag-words.ts";
import type { News, Notice } from "./notice.ts";

/** What was last said of a group's incident. */
interface Published {
	readonly incident: Incident;
	readonly status: GroupLag["status"];
	/** Of the last notification, ms since the epoch. */
	readonly at: number;
}
/** By group. */
export type PublishedIncidents = ReadonlyMap<string, Published>;

/** Between two notifications of an incident that nobody has acknowledged. */
const REMIND_MS = 15 * 60_000;
/** Until a daemon has watched a group for so long, it reports no incident: that there is none means nothing. */
const WATCHED_MS = 60_000;

/** What is new with this sample, and what has been said after that. */
export function lagNews(
	published: PublishedIncidents,
	groups: readonly GroupLag[],
): { readonly news: readonly News[]; readonly published: PublishedIncidents } {
	const next = new Map<string, Published>();
	const news: News[] = [];
	for (const group of groups) {
		const before = published.get(group.group);
		const how = newsOf(before, group);
		if (how !== undefined) news.push({ notice: incidentNotice(group), how });
		const after = publishedAfter(before, group, how);
		if (after !== undefined) next.set(group.group, after);
	}
	return { news, published: next };
}

function newsOf(before: Published | undefined, group: GroupLag): News["how"] | undefined {
	const { incident, status, sampled_at } = group;
	if (incident === null) return before !== undefined && hasRecovered(group) ? "show" : undefined;
	if (before === undefined) return incident.acknowledged_by === null ? "notify" : undefined;
	if (incident.acknowledged_by !== null) return status === before.status ? undefined : "update";
	// A worse status has undone the acknowledgement.
	if (before.incident.acknowledged_by !== null) return "notify";
	if (epochOf(sampled_at) - before.at >= REMIND_MS) return "notify";
	if (severityOf(incident.worst) > severityOf(before.incident.worst)) return "show";
	return status === before.status ? undefined : "update";
}

/** An incident that a restarted daemon does not report yet goes on. */
function publishedAfter(before: Published | undefined, group: GroupLag, how: News["how"] | undefined): Published | undefined {
	const { incident, status, sampled_at } = group;
	const at = how === "notify" ? epochOf(sampled_at) : (before?.at ?? epochOf(sampled_at));
	if (incident !== null) return { incident, status, at };
	return hasRecovered(group) ? undefined : before;
}

function hasRecovered({ status, sampled_at, watched_since }: GroupLag): boolean {
	return status === "OK" && epochOf(sampled_at) - epochOf(watched_since) >= WATCHED_MS;
}

/** How late, why, what waits, and where to look. */
export function incidentNotice(group: GroupLag): Notice {
	const word = groupWord(group);
	const { waiting } = group;
	const reason = group.reason === null || group.reason === "unknown" ? undefined : group.reason;
	const facts = [reason, waiting.orders === 0 ? undefined : `${ordersWaiting(waiting)}, ${eachMoney(waiting)}`].filter(
		(fact) => fact !== undefined,
	);
	const tone = toneOf(word);
	return {
		title: word === "OK" ? `${group.group} recovered` : `${group.group}: ${statusPhrase(group, word)}`,
		body: facts.length === 0 ? "No orders waiting." : `${facts.join("; ")}.`,
		tag: `lag-${group.group}`,
		route: `/lag?${new URLSearchParams({ group: group.group })}`,
		tone: tone === "ok" || tone === "bad" ? tone : "warn",
	};
}
