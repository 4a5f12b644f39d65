/** Looks for a newer version now and then; says that there is one, and installs nothing by itself. */

import { isNewer } from "../../shared/version.ts";

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
