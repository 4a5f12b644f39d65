/** A metric: its samples with their labels. */

export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];
export interface Family {
	readonly kind: "counter" | "gauge";
	readonly help: string;
	readonly labels: readonly string[];
	readonly samples: readonly Sample[];
}

type Grouped = { readonly group: string };

export function counter<G extends Grouped>(help: string, groups: readonly G[], value: (group: G) => number): Family {
	return { kind: "counter", help, labels: ["group"], samples: groups.map((each) => [{ group: each.group }, value(each)]) };
}

export function gauge<G extends Grouped>(help: string, groups: readonly G[], value: (group: G) => number): Family {
	return { ...counter(help, groups, value), kind: "gauge" };
}
