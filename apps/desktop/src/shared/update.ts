/** Whether a newer version of the app is published, and its words. */

export type UpdateState =
	/** Nothing is looked at: this build has no update server. */
	| { readonly state: "off" }
	/** Not looked yet. */
	| { readonly state: "unknown" }
	| { readonly state: "newest" }
	| { readonly state: "newer"; readonly version: string }
	| { readonly state: "failed"; readonly reason: string };

/** In a sentence; undefined while it is unknown. */
export function updateWords(update: UpdateState): string | undefined {
	switch (update.state) {
		case "off":
			return "This build does not check for updates: it was packaged without an update server.";
		case "unknown":
			return undefined;
		case "newest":
			return "This is the latest version.";
		case "newer":
			return `Version ${update.version} is available.`;
		case "failed":
			return `Could not check for a newer version: ${update.reason}`;
	}
}
