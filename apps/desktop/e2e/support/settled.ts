/** Waiting until something stands still. */
import { expect } from "@playwright/test";

/** Resolves with what `read` returned when it returned the same three times in a row, 100 ms apart. */
export async function settled<T>(read: () => Promise<T>): Promise<T> {
	const seen: T[] = [];
	const unchanged = async () => {
		seen.push(await read());
		return new Set(seen.slice(-3).map((each) => JSON.stringify(each))).size === 1 && seen.length >= 3;
	};
	await expect.poll(unchanged, { intervals: [100] }).toBe(true);
	return seen.at(-1) as T;
}
