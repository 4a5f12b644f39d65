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
			return "This build does not look for updates: it was packaged without an update server.";
		case "unknown":
			return undefined;
		case "newest":
			return "This is the newest version that is published.";
		case "newer":
			return `Version ${update.version} is published.`;
		case "failed":
			return `Whether there is a newer version is unknown: ${update.reason}`;
	}
}
