/**
 * Order ids that never repeat. An allocator takes a block of ids from the stored sequence (by compare-and-swap) and draws from it; a
 * restart loses the rest of a block, so ids may have gaps and never repeat.
 */

/** The stored sequence. */
export interface Sequence {
	/** The first number not taken yet. */
	readonly next: number;
}

/** Numbers from `first` to `last`, both included. */
export interface IdBlock {
	readonly first: number;
	readonly last: number;
}

/** The block of `size` ids that is next, and the sequence to write before any of them is used. Ids begin at 1. */
export function takeBlock(sequence: Readonly<Sequence> | undefined, size: number): IdBlock & { readonly sequence: Sequence } {
	if (!Number.isSafeInteger(size) || size < 1) throw new RangeError(`a block holds at least one id, not ${size}`);
	const first = sequence?.next ?? 1;
	return { first, last: first + size - 1, sequence: { next: first + size } };
}

/** Ids taken and not yet drawn, in the order in which they will be. */
export interface IdPool {
	readonly blocks: readonly IdBlock[];
}

export const EMPTY_POOL: IdPool = { blocks: [] };

/** The pool with a further block behind what it holds. */
export function refill(pool: IdPool, { first, last }: IdBlock): IdPool {
	return { blocks: [...pool.blocks, { first, last }] };
}

/** How many ids can be drawn. */
export function idsLeft(pool: IdPool): number {
	return pool.blocks.reduce((sum, block) => sum + block.last - block.first + 1, 0);
}

/** The next id and the pool without it; undefined when the pool is empty. */
export function drawId(pool: IdPool): { readonly id: number; readonly pool: IdPool } | undefined {
	const [block, ...rest] = pool.blocks;
	if (block === undefined) return undefined;
	const blocks = block.first === block.last ? rest : [{ first: block.first + 1, last: block.last }, ...rest];
	return { id: block.first, pool: { blocks } };
}
