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

/** `notify`: by the system, too. `show`: on the page. `update`: on the page, if it is still there. */
export interface News {
	readonly notice: Notice;
	readonly how: "notify" | "show" | "update";
}
