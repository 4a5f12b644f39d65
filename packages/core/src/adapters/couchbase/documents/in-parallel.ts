/** Bounded parallel work. */

/**
 * Calls `act` for each item, at most `limit` concurrently. After a failure no further call starts; calls in progress are awaited, so that
 * nothing happens after this returns. Throws the first failure.
 */
export async function inParallel<T, R>(items: readonly T[], limit: number, act: (item: T) => Promise<R>): Promise<R[]> {
	const results = new Array<R>(items.length);
	const failures: unknown[] = [];
	let next = 0;
	async function worker(): Promise<void> {
		while (next < items.length && failures.length === 0) {
			const index = next;
			next += 1;
			try {
				results[index] = await act(items[index] as T);
			} catch (error) {
				failures.push(error);
			}
		}
	}
	await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
	if (failures.length > 0) throw failures[0];
	return results;
}
