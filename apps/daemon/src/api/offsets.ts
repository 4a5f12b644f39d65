/** The preview of an offset reset, and what the log reports after one. */
import { AppError } from "@orderdeck/contracts/errors";
import type { LagApi } from "@orderdeck/contracts/lag/api";
import type { OffsetMove, ResetPreview } from "@orderdeck/contracts/lag/offsets";
import { GROUPS } from "@orderdeck/contracts/topics";
import { whyActive } from "@orderdeck/core/commands/group-offsets";
import { keyOf, movesOf, type ReadableLog } from "@orderdeck/core/commands/offset-moves";
import { isoOf } from "@orderdeck/core/domain/instant";
import { NO_SETTINGS } from "@orderdeck/core/domain/lag-status/group-settings";
import { passedBy, RESTORE_MS, resetInWords } from "@orderdeck/core/domain/offset-reset";
import { waitingOf } from "@orderdeck/core/domain/waiting";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { Collection, DocumentReader } from "@orderdeck/core/ports/documents";
import { type ScannedRecords, scanRecords } from "../live/waiting-scan.ts";

export interface OffsetsDeps {
	readonly log: ReadableLog;
	readonly store: DocumentReader;
	readonly clock: Pick<Clock, "now">;
	readonly baseCurrency: string;
}

/** The most records read for one preview, in either direction: a second or two. */
const MOST_READ = 20_000;
const KEYS_PER_READ = 500;

/** Where the effect of a group on an order is recorded, by the order's id. Fraud records only what it flags. */
const RECORDS: ReadonlyMap<string, Collection> = new Map([
	[GROUPS.payments, "payments"],
	[GROUPS.inventory, "reservations"],
	[GROUPS.shipping, "shipments"],
	[GROUPS.analytics, "orders"],
]);

export function offsetsApi({ log, store, clock, baseCurrency }: OffsetsDeps): Pick<LagApi, "previewReset" | "readBack"> {
	const settingsOf = async (group: string) => (await store.get("groups", [group]))[0]?.doc ?? NO_SETTINGS;

	async function sumUp(group: string, moves: readonly OffsetMove[], move: OffsetMove["move"]) {
		const passed = moves.filter((each) => each.move === move);
		const scanned = await scanRecords(log, passed.map(passedBy), MOST_READ);
		const { orders, amount, currency, by_currency, at_least } = waitingOf(scanned.found, { atLeast: scanned.cut, baseCurrency });
		const ids = [...new Set(scanned.found.map(({ order_id }) => String(order_id)))];
		const records = passed.reduce((sum, each) => sum + each.records, 0);
		const already_done = await countDone(group, ids);
		return { scanned, ids, total: { records, orders, amount, currency, by_currency, already_done, at_least } };
	}

	async function countDone(group: string, ids: readonly string[]): Promise<number | null> {
		const collection = RECORDS.get(group);
		if (collection === undefined) return null;
		let done = 0;
		for (let from = 0; from < ids.length; from += KEYS_PER_READ) {
			const read = await store.get(collection, ids.slice(from, from + KEYS_PER_READ));
			for (const each of read) if (each !== undefined && isDone(each.doc)) done += 1;
		}
		return done;
	}

	return {
		async previewReset(input) {
			const { group } = input;
			const { moves, notes, owners } = await movesOf(log, input);
			const at = clock.now();
			const refused = whyActive(group, await settingsOf(group), { moves, owners, now: at });
			const again = await sumUp(group, moves, "again");
			const never = await sumUp(group, moves, "skips");
			const found = [...again.scanned.found, ...never.scanned.found];
			const all = waitingOf(found, { atLeast: again.total.at_least || never.total.at_least, baseCurrency });
			const { orders, amount, currency, by_currency, at_least } = all;
			const already_done = await countDone(group, [...new Set([...again.ids, ...never.ids])]);
			const concerned = { orders, amount, currency, by_currency, already_done, at_least };
			const replays = again.total;
			return {
				group,
				at: isoOf(at),
				partitions: moves.map((move) => ({ ...move, ...concernedIn(move, [again.scanned, never.scanned], baseCurrency) })),
				...concerned,
				replays,
				never_read: never.total,
				warnings: [...warningsOf(moves), ...notes],
				in_words: resetInWords(group, { replays, never: never.total }),
				expected: moves.map(({ topic, partition, from: offset }) => ({ topic, partition, offset })),
				refused: refused ?? null,
			} satisfies ResetPreview;
		},

		async readBack(accepted) {
			const { group, reset_id, partitions } = accepted;
			const { reset } = await settingsOf(group);
			if (reset?.id !== reset_id) throw new AppError("CHANGED_MEANWHILE", `The offsets of ${group} have been reset again meanwhile.`);
			if (reset.failure === undefined) {
				throw new AppError("UNAVAILABLE", `The reset of ${group} is still in progress; its offsets show whether it was completed.`);
			}
			if (reset.failure !== null) throw new AppError("GROUP_ACTIVE", `The log did not accept the offsets of ${group}: ${reset.failure}.`);
			const committed = new Map((await log.groupOffsets(group)).map((each) => [keyOf(each), each.committed ?? null]));
			return {
				...accepted,
				read_back: partitions.map(({ topic, partition, to: expected }) => {
					const offset = committed.get(keyOf({ topic, partition })) ?? null;
					return { topic, partition, offset, expected, matches: offset === expected };
				}),
				restorable_until: isoOf(Date.parse(reset.at) + RESTORE_MS),
			};
		},
	};
}

/** A payment that is opened has not been charged yet; every other record is of an effect. */
function isDone(doc: object): boolean {
	return !("status" in doc && doc.status === "PROCESSING");
}

function concernedIn({ topic, partition }: OffsetMove, scanned: readonly ScannedRecords[], baseCurrency: string) {
	const found = scanned.flatMap((each) => each.found.filter((record) => record.topic === topic && record.partition === partition));
	const { orders, amount } = waitingOf(found, { atLeast: false, baseCurrency });
	return { orders, amount };
}

function warningsOf(moves: readonly OffsetMove[]): string[] {
	const clamped = moves.filter((move) => move.clamped).map((move) => `${keyOf(move)} at ${move.to}`);
	const first = moves.filter(({ from }) => from === null).map(keyOf);
	return [
		...(clamped.length === 0 ? [] : [`The target is outside the retained offsets; the nearest offset is used: ${clamped.join(", ")}.`]),
		...(first.length === 0 ? [] : [`Nothing is committed yet in ${first.join(", ")}: the group would begin at the earliest record.`]),
	];
}
