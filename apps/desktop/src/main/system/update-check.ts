/** Looks for a newer version now and then; says that there is one, and installs nothing by itself. */

export interface UpdateCheck {
	/** The newer version that was found. */
	found(): string | undefined;
	/** Looks now; resolves with the newer version, undefined when there is none. */
	look(): Promise<string | undefined>;
}

export interface UpdateCheckParts {
	readonly version: string;
	/** The newest version that is published; undefined where nothing is published to look at. */
	latest(): Promise<string | undefined>;
	failed(error: unknown): void;
}

export function createUpdateCheck({ version, latest, failed }: UpdateCheckParts): UpdateCheck {
	let found: string | undefined;
	return {
		found: () => found,
		async look() {
			try {
				const published = await latest();
				found = published !== undefined && isNewer(published, version) ? published : undefined;
			} catch (error) {
				failed(error);
			}
			return found;
		},
	};
}

/** Compares `1.10.0` with `1.9.3` number by number; what is no such version is never newer. */
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
