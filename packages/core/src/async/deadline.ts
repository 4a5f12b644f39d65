/** Waiting for at most so long. */

/**
 * Settles as `work` does, or after `ms` as `onTimeout` does: resolves with what it returns, rejects with what it throws. The work itself is
 * not ended, and a later failure of it is dropped. The timer keeps no process alive.
 */
export async function withDeadline<T, L>(work: PromiseLike<T>, ms: number, onTimeout: () => L): Promise<T | L> {
	const late = Promise.withResolvers<void>();
	const timer = setTimeout(late.resolve, ms);
	timer.unref();
	try {
		return await Promise.race([work, late.promise.then(onTimeout)]);
	} finally {
		clearTimeout(timer);
	}
}
