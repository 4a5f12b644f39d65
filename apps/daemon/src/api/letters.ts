/** Dead letters: as the index has them, with their content from the log. */
import type { LettersApi } from "@orderdeck/contracts/letters/api";
import type { LetterReason, LetterState } from "@orderdeck/contracts/letters/entities";
import { ARRIVAL_HOURS } from "@orderdeck/contracts/letters/requests";
import { LETTER_STATES } from "@orderdeck/contracts/letters/states";
import { VALUE_BYTES_SHOWN } from "@orderdeck/contracts/records/entities";
import { letterRecord } from "@orderdeck/core/commands/letter-record";
import { isoOf } from "@orderdeck/core/domain/instant";
import { HOUR_MS } from "@orderdeck/core/domain/quarters";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { LetterGroup } from "@orderdeck/core/ports/queries/letters";
import { attemptTimesOf } from "@orderdeck/core/wire/dead-letter";
import { valueText } from "@orderdeck/core/wire/value-text";
import type { ApiDeps } from "./deps.ts";
import { sumsOf } from "./sums.ts";

interface LetterReadDeps extends Pick<ApiDeps, "store" | "baseCurrency" | "clock"> {
	readonly log: Pick<EventLog, "read">;
}

export function letterReads({ log, store, clock, baseCurrency }: LetterReadDeps): Omit<LettersApi, "previewRedrive"> {
	return {
		async listLetters({ limit, cursor, ...filter }) {
			const page = await store.listLetters(filter, { limit, cursor });
			return { letters: [...page.items], nextCursor: page.next ?? null };
		},
		async letterSummary({ state }) {
			const [groups, states] = await Promise.all([store.letterGroups(state), store.letterStates()]);
			const waiting = state === "WAITING" ? groups : await store.letterGroups("WAITING");
			return {
				groups: reasonsOf(groups, baseCurrency),
				states: Object.fromEntries(LETTER_STATES.map((each) => [each, states[each] ?? 0])) as Record<LetterState, number>,
				oldest_waiting: waiting.length === 0 ? null : isoOf(Math.min(...waiting.map(({ oldest }) => oldest))),
			};
		},
		async letterArrivals({ state }) {
			const from = (Math.floor(clock.now() / HOUR_MS) - ARRIVAL_HOURS + 1) * HOUR_MS;
			const hours = (await store.letterHours(state, from)).toSorted((a, b) => a.hour - b.hour);
			const reasons = [...Map.groupBy(hours, ({ group, reason }) => JSON.stringify([group, reason])).values()];
			return {
				from: isoOf(from),
				reasons: reasons.flatMap((of) => {
					const [first] = of;
					if (first === undefined) return [];
					const { group, reason } = first;
					return [{ group, reason, hours: of.map(({ hour, count }) => ({ at: isoOf(hour), count })) }];
				}),
			};
		},
		async getLetter(id) {
			const [read] = await store.get("dead_letters", [id]);
			if (read === undefined) return undefined;
			const record = await letterRecord(log, read.doc.position);
			const content = valueText(record?.value ?? null, VALUE_BYTES_SHOWN);
			const headers = { ...record?.headers };
			return {
				...read.doc,
				history: [...read.doc.history],
				headers,
				attempt_times: attemptTimesOf(headers),
				stack: headers.dlq_stack ?? null,
				...content,
				expired: record === undefined,
			};
		},
	};
}

/** The groups of one reason together, the group with the most letters first, and in it the reason with the most. */
function reasonsOf(groups: readonly LetterGroup[], baseCurrency: string): LetterReason[] {
	const reasons = [...Map.groupBy(groups, ({ group, reason }) => JSON.stringify([group, reason])).values()].flatMap((of) => {
		const [first] = of;
		if (first === undefined) return [];
		const count = of.reduce((sum, each) => sum + each.count, 0);
		// Letters that state no amount state no currency: they are in no sum, not even one of 0.
		const { count: _stated, ...money } = sumsOf(
			of.filter(({ currency, amount }) => currency !== undefined || Number(amount) > 0),
			baseCurrency,
		);
		const oldest = isoOf(Math.min(...of.map((each) => each.oldest)));
		const newest = isoOf(Math.max(...of.map((each) => each.newest)));
		return [{ group: first.group, reason: first.reason, count, oldest, newest, ...money }];
	});
	const inGroup = (name: string) => reasons.reduce((sum, { group, count }) => sum + (group === name ? count : 0), 0);
	return reasons.toSorted(
		(a, b) =>
			inGroup(b.group) - inGroup(a.group) || a.group.localeCompare(b.group) || b.count - a.count || a.reason.localeCompare(b.reason),
	);
}
