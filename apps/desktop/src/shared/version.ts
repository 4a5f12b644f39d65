/** Versions such as `1.10.0`. */

/** Compares number by number; what is no such version is never newer. */
export function isNewer(published: string, own: string): boolean {
	const [theirs, ours] = [numbers(published), numbers(own)];
	if (theirs === undefined || ours === undefined) return false;
	for (const [place, number] of theirs.entries()) {
		if (number !== ours[place]) return number > (ours[place] ?? 0);
	}
	return false;
}

function numbers(version: string): number[] | undefined {
	const parts = /^v?(\d+)\.(\d+)\.(\d+)$/.exec(version);
	return parts?.slice(1).map(Number);
}
