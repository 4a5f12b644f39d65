/** Looks for a newer version now and then; reports that there is one, and installs nothing by itself. */
import satisfies from "semver/functions/satisfies.js";

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
				// A range holds neither prereleases nor what is no version.
				found = published !== undefined && satisfies(published, `>${version}`) ? published : undefined;
			} catch (error) {
				failed(error);
			}
			return found;
		},
	};
}
