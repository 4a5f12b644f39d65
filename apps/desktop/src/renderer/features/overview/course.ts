/** What the charts of the Overview draw: every bucket of the window in its place, beside the one as far into the window before. */
import type { historySchema } from "@orderdeck/contracts/analytics/requests";
import type { z } from "zod";
import { epochOf } from "../../format/time.ts";
import { type Slot, type WindowFigures, wholeMinutes, windowFigures } from "./window-figures.ts";

export type History = z.infer<typeof historySchema>;

/** A place on the time axis. Without a slot nothing was recorded. */
export interface Place {
	/** Ms since the epoch. */
	readonly at: number;
	readonly slot: Slot | undefined;
	/** More may come, or some is missing. */
	readonly partial: boolean;
}
export interface Course {
	readonly now: readonly Place[];
	readonly before: readonly Place[];
}

export interface View {
	readonly now: WindowFigures;
	readonly before: WindowFigures;
	/** Of both windows what can be compared: without the bucket that is not over and the one before it that stands in its place. */
	readonly like: { readonly now: WindowFigures; readonly before: WindowFigures };
	readonly course: Course;
}

/** Of the minutes, which have no gaps. `at`: when they were read, ms since the epoch. */
export function viewOfMinutes(now: WindowFigures, before: WindowFigures, at: number): View {
	const placed = (slots: readonly Slot[]): Place[] => slots.map((slot) => ({ at: slot.minute, slot, partial: false }));
	return { now, before, like: { now, before }, course: { now: placed(wholeMinutes(now.slots, at)), before: placed(before.slots) } };
}

/** Of a history that holds the window of `count` buckets and the one before it. */
export function viewOfHistory({ buckets, points, currency }: History, count: number): View {
	const known = new Map(points.map((point) => [point.at, point]));
	const places = buckets.map((iso): Place => {
		const { partial = false, ...point } = known.get(iso) ?? {};
		const at = epochOf(iso);
		return { at, slot: known.has(iso) ? slotOf(at, point) : undefined, partial };
	});
	const now = places.slice(-count);
	const before = places.slice(-2 * count, -count);
	const figures = (of: readonly Place[]) => {
		const sums = windowFigures(
			of.flatMap(({ slot }) => slot ?? []),
			currency,
		);
		const first = places.find(({ slot }) => slot !== undefined);
		// Where recording began within the window, there was more before.
		return { ...sums, atLeast: first?.partial === true && first !== places.at(-1) && of.includes(first) };
	};
	const isWhole = (_: Place, place: number) => now[place]?.partial !== true || place < now.length - 1;
	const like = { now: figures(now.filter(isWhole)), before: figures(before.filter(isWhole)) };
	return { now: figures(now), before: figures(before), like, course: { now, before } };
}

function slotOf(at: number, point: Partial<History["points"][number]>): Slot {
	const { orders = 0, sales = 0, by_currency = {}, by_country = {}, events = {} } = point;
	return { minute: at, orders, sales, by_currency, by_country, events };
}

export interface ChartPoint {
	readonly at: number;
	/** Null where nothing was recorded, and where the bucket is incomplete. */
	readonly value: number | null;
	/** From the last complete bucket through those that are not; null elsewhere. */
	readonly partial: number | null;
	readonly before: number | null;
	readonly place: Place;
}

/** The course of one figure, a point for each bucket of the window. */
export function chartPoints({ now, before }: Course, read: (slot: Slot) => number): ChartPoint[] {
	const figureOf = (place: Place | undefined) => (place?.slot === undefined ? null : read(place.slot));
	return now.map((place, index) => {
		const isPart = place.partial || now[index + 1]?.partial === true || now[index - 1]?.partial === true;
		const earlier = before[index + before.length - now.length];
		return {
			at: place.at,
			value: place.partial ? null : figureOf(place),
			partial: isPart ? figureOf(place) : null,
			before: figureOf(earlier),
			place,
		};
	});
}

/** The charts as a file: a row for each bucket, empty where nothing was recorded. */
export function courseCsv({ now, before }: Course, currency: string): string {
	const head = "at,orders,sales,currency,partial,before_at,before_orders,before_sales";
	const rows = now.map((place, index) => {
		const earlier = before[index + before.length - now.length];
		const cells = [isoOf(place), place.slot?.orders, place.slot?.sales, currency, place.partial];
		return [...cells, earlier === undefined ? undefined : isoOf(earlier), earlier?.slot?.orders, earlier?.slot?.sales].join(",");
	});
	return `\u{feff}${[head, ...rows].join("\r\n")}\r\n`;
}

function isoOf({ at }: Place): string {
	return new Date(at).toISOString();
}
