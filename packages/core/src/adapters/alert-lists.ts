/**
 * Lists of fraud alerts: what the adapters share. A list is merged from slices, each of one state and of orders that can or can no longer be
 * stopped, so that an index has each slice in the order of the list, whatever else is filtered.
 */
import type { AlertState } from "@orderdeck/contracts/fraud/entities";
import { z } from "zod";
import type { AlertDocument } from "../ports/documents.ts";
import type { AlertQuery, FraudQueries } from "../ports/queries/fraud.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

/** Where an alert stands in every list. */
export interface AlertPlace {
	readonly score: number;
	readonly amount: number;
	/** When it was raised, ms since the epoch. */
	readonly at: number;
	readonly id: string;
}

export interface AlertSlice extends Pick<AlertQuery, "rule" | "claimedBy" | "order"> {
	readonly state: AlertState;
	readonly stoppable: boolean;
	/** Only those after this place in the order of the list. */
	readonly after: AlertPlace | undefined;
	readonly limit: number;
}

export interface AlertReads {
	/** The places of the slice in the order of the list. */
	places(slice: AlertSlice): Promise<readonly AlertPlace[]>;
	/** Those of these ids that exist, in their order. */
	alerts(ids: readonly string[]): Promise<readonly AlertDocument[]>;
}

interface ListedPlace extends AlertPlace {
	readonly stoppable: boolean;
}

const cursorSchema = z.tuple([z.literal([0, 1]), z.number(), z.number(), z.number(), z.string()]);

export function alertLists({ places, alerts }: AlertReads): FraudQueries["listAlerts"] {
	return async (query, { limit, cursor }) => {
		const list = listName(query);
		const after = cursor === undefined ? undefined : placeIn(list, cursor);
		const slices = slicesOf(query, after).map(async (slice) => {
			const found = await places({ ...slice, limit: limit + 1 });
			return found.map((place): ListedPlace => ({ ...place, stoppable: slice.stoppable }));
		});
		const merged = (await Promise.all(slices)).flat().toSorted(COMPARE[query.order]);
		const page = merged.slice(0, limit);
		const last = merged.length > limit ? page.at(-1) : undefined;
		const docs = await alerts(page.map(({ id }) => id));
		return {
			// The index may not know yet that one has changed.
			items: docs.filter((doc) => query.states.includes(doc.state) && query.claimedBy === (query.claimedBy && doc.claim?.by)),
			next: last && encodeCursor(list, [last.stoppable ? 1 : 0, last.score, last.amount, last.at, last.id]),
		};
	};
}

function slicesOf({ states, stoppable, ...query }: AlertQuery, after: ListedPlace | undefined): Omit<AlertSlice, "limit">[] {
	const { claimedBy, order } = query;
	const held = states.filter((state) => claimedBy === undefined || state === "CLAIMED");
	return [true, false]
		.filter((each) => each === (stoppable ?? each))
		.filter((each) => !(order === "worst" && after?.stoppable === false && each))
		.flatMap((each) => {
			// Among the worst, those that can be stopped are all before the others.
			const begins = order === "worst" && after?.stoppable !== each ? undefined : after;
			return [...new Set(held)].map((state) => ({ ...query, state, stoppable: each, after: begins }));
		});
}

function listName({ states, stoppable, rule, claimedBy, order }: AlertQuery): string {
	return `alerts ${order} ${JSON.stringify([[...states].toSorted(), stoppable ?? null, rule ?? null, claimedBy ?? null])}`;
}

/** Throws BadCursor. */
function placeIn(list: string, cursor: string): ListedPlace {
	const [stoppable, score, amount, at, id] = decodeCursor(list, cursor, cursorSchema);
	return { stoppable: stoppable === 1, score, amount, at, id };
}

const byAge = (a: AlertPlace, b: AlertPlace) => a.at - b.at || compareIds(a.id, b.id);

const COMPARE: Readonly<Record<AlertQuery["order"], (a: ListedPlace, b: ListedPlace) => number>> = {
	worst: (a, b) => Number(b.stoppable) - Number(a.stoppable) || b.score - a.score || b.amount - a.amount || byAge(a, b),
	newest: (a, b) => byAge(b, a),
	oldest: byAge,
};

/** As the stores compare: by their bytes. */
function compareIds(a: string, b: string): number {
	return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
