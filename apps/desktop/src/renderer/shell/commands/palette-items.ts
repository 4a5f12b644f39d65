/** What the palette offers for what has been typed: pure lists, best first. */
import { foldText } from "@orderdeck/contracts/text";
import type { TablerIcon } from "@tabler/icons-react";

export interface PaletteItem {
	/** Unique in the palette. */
	readonly id: string;
	readonly part: string;
	readonly label: string;
	/** Said beside the label; searched too. */
	readonly note?: string | undefined;
	readonly icon: TablerIcon;
	/** Keys that do the same. */
	readonly keys?: string;
	readonly run: () => void;
}

/** How well an item fits: every word must be in it; one that begins with what was typed is best. Undefined: not at all. */
function fit({ label, note, part }: PaletteItem, query: string): number | undefined {
	const text = foldText(`${label} ${note ?? ""} ${part}`);
	const words = foldText(query).split(/\s+/).filter(Boolean);
	if (!words.every((word) => text.includes(word))) return undefined;
	if (foldText(label).startsWith(foldText(query))) return 0;
	return words.every((word) => foldText(label).includes(word)) ? 1 : 2;
}

/** Items that fit, parts kept together in the order of their best one; all of them when nothing is typed. */
export function fittingItems(items: readonly PaletteItem[], query: string): readonly PaletteItem[] {
	const typed = query.trim();
	const fits = items.flatMap((item, place) => {
		const score = typed === "" ? 0 : fit(item, typed);
		return score === undefined ? [] : [{ item, score, place }];
	});
	const best = new Map<string, number>();
	for (const { item, score } of fits) best.set(item.part, Math.min(score, best.get(item.part) ?? score));
	const parts = [...new Set(items.map((item) => item.part))];
	return fits
		.toSorted(
			(a, b) =>
				(best.get(a.item.part) ?? 0) - (best.get(b.item.part) ?? 0) ||
				parts.indexOf(a.item.part) - parts.indexOf(b.item.part) ||
				a.score - b.score ||
				a.place - b.place,
		)
		.map(({ item }) => item);
}
