/** Order ids for a process: taken from the store in blocks, so that no id is used twice, whatever crashes or runs at the same time. */
import { drawId, EMPTY_POOL, type IdBlock, idsLeft, refill, takeBlock } from "../domain/order-ids.ts";
import type { Clock } from "../ports/clock.ts";
import { type DocumentReader, put } from "../ports/documents.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

export interface OrderIds {
	/** `count` ids that no other call returns, ascending. */
	take(count: number): Promise<readonly number[]>;
}

interface OrderIdsDeps {
	readonly store: DocumentReader;
	readonly work: UnitOfWork;
	readonly clock: Clock;
}

const BLOCK = 100;
const KEY = "order_id";

export function createOrderIds({ store, work, clock }: OrderIdsDeps): OrderIds {
	let pool = EMPTY_POOL;
	let queue: Promise<unknown> = Promise.resolve();

	function nextBlock(size: number): Promise<IdBlock> {
		return retryOnConflict(clock, async () => {
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
