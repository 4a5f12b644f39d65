/** The orders that a job has changed, as a list of orders. */

import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { matchesOrder, type OrderFilter } from "@orderdeck/contracts/orders/order-list";
import { decodeCursor, encodeCursor } from "@orderdeck/core/adapters/cursor";
import { chunkKey } from "@orderdeck/core/domain/job";
import { isWhole } from "@orderdeck/core/domain/order-document";
import { viewOf } from "@orderdeck/core/domain/order-history";
import type { Page, PageRequest } from "@orderdeck/core/ports/queries/page";
import { z } from "zod";
import type { ApiDeps } from "./deps.ts";

const placeSchema = z.tuple([z.int(), z.int()]);
const BATCH = 100;

/** Newest first: a job's records are its orders, oldest first, so the list goes through its chunks from the end. */
export async function listJobOrders(
	store: ApiDeps["store"],
	jobId: string,
	filter: OrderFilter,
	{ limit, cursor }: PageRequest,
): Promise<Page<OrderView>> {
	const list = `orders of job ${jobId} ${JSON.stringify(filter, Object.keys(filter).toSorted())}`;
	const [job] = await store.get("jobs", [jobId]);
	const [from, below] =
		cursor === undefined ? [(job?.doc.chunks ?? 0) - 1, Number.MAX_SAFE_INTEGER] : decodeCursor(list, cursor, placeSchema);
	const items: OrderView[] = [];
	for (let [index, end] = [from, below]; index >= 0; [index, end] = [index - 1, Number.MAX_SAFE_INTEGER]) {
		const [chunk] = await store.get("job_chunks", [chunkKey(jobId, index)]);
		const changed = chunk?.doc.targets.filter((_, position) => position < end && chunk.doc.results[position]?.outcome === "done") ?? [];
		for (let start = changed.length; start > 0; start -= BATCH) {
			const ids = changed.slice(Math.max(0, start - BATCH), start).reverse();
			const orders = await store.get("orders", ids);
			for (const [place, read] of orders.entries()) {
				if (read === undefined || !isWhole(read.doc) || !matchesOrder(read.doc, filter, "unknown")) continue;
				if (items.length === limit) {
					// The next page begins with this order.
					const position = chunk?.doc.targets.indexOf(ids[place] ?? "") ?? 0;
					return { items, next: encodeCursor(list, [index, position + 1]) };
				}
				items.push(viewOf(read.doc));
			}
		}
	}
	return { items, next: undefined };
}
