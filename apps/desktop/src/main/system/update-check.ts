/** Looks for a newer version now and then; reports that there is one, and installs nothing by itself. */
import satisfies from "semver/functions/satisfies.js";
import valid from "semver/functions/valid.js";
import type { UpdateState } from "../../shared/update.ts";

export interface UpdateCheck {
	/** What was found last. */
	state(): UpdateState;
	/** Looks now. */
	look(): Promise<UpdateState>;
}

export interface UpdateCheckParts {
	readonly version: string;
	/** The newest version that is published; undefined where nothing is published to look at. */
	latest(): Promise<string | undefined>;
	failed(error: unknown): void;
}

export function createUpdateCheck({ version, latest, failed }: UpdateCheckParts): UpdateCheck {
	let state: UpdateState = { state: "unknown" };
	const compare = (published: string | undefined): UpdateState => {
		if (published === undefined) return { state: "off" };
		if (valid(published) === null) throw new Error(`the update server publishes "${published.slice(0, 100)}", which is not a version.`);
		// A range holds no prereleases.
		return satisfies(published, `>${version}`) ? { state: "newer", version: published } : { state: "newest" };
	};
	return {
		state: () => state,
		async look() {
			try {
				state = compare(await latest());
			} catch (error) {
				failed(error);
				// That a newer version was found stays true.
				if (state.state !== "newer") state = { state: "failed", reason: reasonOf(error) };
			}
			return state;
		},
	};
}

function reasonOf(error: unknown): string {
	const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
	return line.slice(0, 300);
}
