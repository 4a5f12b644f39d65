/** Order ids for a process: whole blocks are taken from the store, so that no id is given twice, whatever crashes or runs beside. */
import { drawId, EMPTY_POOL, type IdBlock, idsLeft, refill, takeBlock } from "../domain/order-ids.ts";
import { put } from "../ports/documents.ts";
import type { OrderStore } from "../ports/order-store.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { untilWon } from "./context.ts";

export interface OrderIds {
	/** So many ids nobody has or will get again, ascending. */
	take(count: number): Promise<readonly number[]>;
}

const BLOCK = 100;
const KEY = "order_id";

export function createOrderIds({ store, work }: { store: OrderStore; work: UnitOfWork }): OrderIds {
	let pool = EMPTY_POOL;
	let queue: Promise<unknown> = Promise.resolve();

	function nextBlock(size: number): Promise<IdBlock> {
		return untilWon(async () => {
			const [read] = await store.get("sequences", [KEY]);
			const { sequence, ...block } = takeBlock(read?.doc, size);
			await work.apply({ writes: [put("sequences", KEY, read, sequence)], records: [] });
			return block;
		});
	}

	async function takeNow(count: number): Promise<readonly number[]> {
		while (idsLeft(pool) < count) pool = refill(pool, await nextBlock(Math.max(BLOCK, count - idsLeft(pool))));
		const ids: number[] = [];
		for (let drawn = drawId(pool); ids.length < count && drawn !== undefined; drawn = drawId(pool)) {
			ids.push(drawn.id);
			pool = drawn.pool;
		}
		return ids;
	}

	return {
		take(count) {
			const taken = queue.then(() => takeNow(count));
			queue = taken.catch(() => undefined);
			return taken;
		},
	};
}
