/** Work for hundreds of readers at the same moment, in slices: what else waits for this thread is served in between. */

/** Returns a function whose promises resolve in the order of its calls, at most `perTurn` in one turn of the event loop. */
export function createTurns(perTurn: number): () => Promise<void> {
	const waiting: (() => void)[] = [];
	const next = () => {
		for (const proceed of waiting.splice(0, perTurn)) proceed();
		if (waiting.length > 0) setImmediate(next);
	};
	return () =>
		new Promise((resolve) => {
			if (waiting.push(resolve) === 1) setImmediate(next);
		});
}
