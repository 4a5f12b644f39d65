/** A notification, and what it opens. */
export interface Notice {
	readonly title: string;
	readonly body: string;
	/** A later notice with the same tag takes its place. */
	readonly tag: string;
	/** What it opens, such as `/lag?group=payments-group`. */
	readonly route: string;
	readonly tone: "ok" | "warn" | "bad";
}
