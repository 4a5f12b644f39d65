/** The orders that a job has changed, as a list of orders. */

import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { matchesOrder } from "@orderdeck/contracts/orders/order-list";
import { decodeCursor, encodeCursor } from "@orderdeck/core/adapters/cursor";
import { chunkKey, type JobChunk } from "@orderdeck/core/domain/job";
import { isWhole } from "@orderdeck/core/domain/order-document";
import { viewOf } from "@orderdeck/core/domain/order-history";
import type { OrderListRequest } from "@orderdeck/core/ports/queries/orders";
import type { Page } from "@orderdeck/core/ports/queries/page";
import { z } from "zod";
import type { ApiDeps } from "./deps.ts";

/** The last order of the page before: its chunk and its position there. */
const placeSchema = z.tuple([z.int(), z.int()]);
const BATCH = 100;

/** A job's records are its orders, oldest first: the list goes through its chunks in this order, or from their end. */
export async function listJobOrders(
	store: ApiDeps["store"],
	jobId: string,
	filter: OrderFilter,
	{ limit, cursor, order = "newest" }: OrderListRequest,
): Promise<Page<OrderView>> {
	const list = `orders of job ${jobId} ${order} ${JSON.stringify(filter, Object.keys(filter).toSorted())}`;
	const after = cursor === undefined ? undefined : decodeCursor(list, cursor, placeSchema);
	const [job] = await store.get("jobs", [jobId]);
	const step = order === "newest" ? -1 : 1;
	const items: OrderView[] = [];
	let last = after;
	for (let index = after?.[0] ?? (step < 0 ? (job?.doc.chunks ?? 0) - 1 : 0); index >= 0 && index < (job?.doc.chunks ?? 0); index += step) {
		const [chunk] = await store.get("job_chunks", [chunkKey(jobId, index)]);
		const places = changedIn(chunk?.doc).filter(({ position }) => index !== after?.[0] || (position - after[1]) * step > 0);
		if (step < 0) places.reverse();
		for (let from = 0; from < places.length; from += BATCH) {
			const batch = places.slice(from, from + BATCH);
			const orders = await store.get(
				"orders",
				batch.map(({ id }) => id),
			);
			for (const [place, read] of orders.entries()) {
				if (read === undefined || !isWhole(read.doc) || !matchesOrder(read.doc, filter, "unknown")) continue;
				if (items.length === limit) return { items, next: last && encodeCursor(list, last) };
				items.push(viewOf(read.doc));
				last = [index, batch[place]?.position ?? 0];
			}
		}
	}
	return { items, next: undefined };
}

/** The records that were changed, in the order of execution. */
function changedIn(chunk: Readonly<JobChunk> | undefined): { id: string; position: number }[] {
	return (chunk?.targets ?? []).flatMap((id, position) => (chunk?.results[position]?.outcome === "done" ? [{ id, position }] : []));
}
