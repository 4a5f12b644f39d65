/** The orders over the time that their step is expected to take, and how many there were at the last readings. */
import type { OrderCount } from "@orderdeck/contracts/orders/requests";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { useLiveContext } from "../../live/live-context.tsx";

const READ_MS = 3_000;
/** Three minutes. */
const READINGS = 60;

export interface StuckReading {
	/** Ms since the epoch, by this machine's clock. */
	readonly at: number;
	readonly orders: number;
}

export interface Stuck {
	/** Undefined until they have been counted. */
	readonly count: OrderCount | undefined;
	/** Oldest first. */
	readonly readings: readonly StuckReading[];
}

/** Not read while live views are paused. */
export function useStuck(): Stuck {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const { data, dataUpdatedAt } = useQuery({
		...trpc.orders.counts.queryOptions({ views: [{ stuck: true }] }),
		refetchInterval: pausedAt === undefined ? READ_MS : false,
		placeholderData: keepPreviousData,
	});
	const count = data?.counts[0];
	const [readings, setReadings] = useState<readonly StuckReading[]>([]);
	const orders = count?.orders;
	useEffect(() => {
		if (orders !== undefined) setReadings((known) => [...known.slice(1 - READINGS), { at: dataUpdatedAt, orders }]);
	}, [orders, dataUpdatedAt]);
	return { count, readings };
}

/** By how many they have become more since the first reading, and for how many seconds that is; undefined where it is no change. */
export function stuckChange(readings: readonly StuckReading[]): { readonly more: number; readonly seconds: number } | undefined {
	const [first, last] = [readings[0], readings.at(-1)];
	if (first === undefined || last === undefined || first.orders === last.orders) return undefined;
	return { more: last.orders - first.orders, seconds: (last.at - first.at) / 1_000 };
}
