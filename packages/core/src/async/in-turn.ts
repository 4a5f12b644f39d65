/** Work that is done one after the other, whoever requests it: together it would hold up everything else. */

/** Returns a function that starts each act when those before it have settled. */
export function createInTurn(): <T>(act: () => Promise<T>) => Promise<T> {
	let last: Promise<unknown> = Promise.resolve();
	return (act) => {
		const run = last.then(act, act);
		last = run;
		return run;
	};
}
