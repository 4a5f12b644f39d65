/** What is wrong with the texts of a page as they are laid out. Runs in the page, hence as one function. */

/**
 * Texts of the screen or, while one is open, of the dialog: those that are cut without an ellipsis or a way to scroll, those of which an
 * ellipsis leaves nothing to read, and those that lie over another text or a picture. Each in words, at most ten.
 */
export function textFaults(): string[] {
	/** Lines of text may touch, px. */
	const SLACK = 2;
	/** What an ellipsis must leave, px. */
	const READABLE = 16;
	interface Box {
		left: number;
		right: number;
		top: number;
		bottom: number;
	}
	interface Seen {
		name: string;
		element: Element;
		box: Box;
	}
	const faults = new Set<string>();
	const intersect = (a: Box, b: Box): Box => ({
		left: Math.max(a.left, b.left),
		right: Math.min(a.right, b.right),
		top: Math.max(a.top, b.top),
		bottom: Math.min(a.bottom, b.bottom),
	});
	const isEmpty = ({ left, right, top, bottom }: Box) => right - left <= SLACK || bottom - top <= SLACK;
	const isShown = (element: Element) =>
		element.closest(".sr") === null && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
	/** The part of a box that its ancestors leave to be seen; undefined where none is left. What they cut is a fault. */
	const seenPart = (element: Element, whole: Box, name: string | undefined): Box | undefined => {
		let box = whole;
		for (let each: Element | null = element; each !== null && each !== document.body; each = each.parentElement) {
			const { overflowX, overflowY, textOverflow, position } = getComputedStyle(each);
			if (overflowX !== "visible" || overflowY !== "visible") {
				const frame = each.getBoundingClientRect();
				const left = intersect(box, frame);
				const scrolls = overflowX === "auto" || overflowX === "scroll";
				if (name !== undefined && overflowX !== "visible" && !scrolls && !isEmpty({ ...left, left: -Infinity, right: Infinity })) {
					const isCut = box.right > frame.right + SLACK || box.left < frame.left - SLACK;
					if (isCut && textOverflow !== "ellipsis") faults.add(`"${name}" is cut`);
					if (isCut && textOverflow === "ellipsis" && left.right - left.left < Math.min(READABLE, box.right - box.left))
						faults.add(`"${name}" has no space`);
				}
				if (isEmpty(left)) return undefined;
				box = left;
			}
			if (position === "fixed") break;
		}
		return box;
	};
	/** What is over all else on purpose: it hides what scrolls beneath it. */
	const layerOf = (element: Element, other: Element) => {
		for (let each: Element | null = element; each !== null && !each.contains(other); each = each.parentElement)
			if (each.matches(".mantine-Popover-dropdown") || ["sticky", "fixed"].includes(getComputedStyle(each).position)) return each;
		return null;
	};
	const textsOf = (root: Element): Seen[] => {
		const seen: Seen[] = [];
		const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
		while (walker.nextNode() !== null) {
			const { currentNode: node } = walker;
			const element = node.parentElement;
			const name = node.textContent?.trim() ?? "";
			if (element === null || name === "" || element.closest("svg, [data-layered]") !== null || !isShown(element)) continue;
			const range = document.createRange();
			range.selectNodeContents(node);
			for (const whole of range.getClientRects()) {
				const box = seenPart(element, whole, name);
				if (box !== undefined) seen.push({ name, element, box });
			}
		}
		return seen;
	};
	const picturesOf = (root: Element): Seen[] =>
		[...root.querySelectorAll("svg")].flatMap((element) => {
			if (element.closest(".recharts-wrapper, [data-layered]") !== null || !isShown(element)) return [];
			const box = seenPart(element, element.getBoundingClientRect(), undefined);
			return box === undefined ? [] : [{ name: "a picture", element, box }];
		});
	const dialogs = [...document.querySelectorAll("[role=dialog]")].filter(isShown);
	// The screen and the bar above it, not the heads of the screen's own parts.
	const screen = [...document.querySelectorAll("main, header")].filter((each) => each.parentElement?.closest("main") == null);
	for (const root of dialogs.length > 0 ? dialogs : screen) {
		const texts = textsOf(root);
		const all = [...texts, ...picturesOf(root)].sort((a, b) => a.box.top - b.box.top);
		for (const [place, a] of all.entries()) {
			for (const b of all.slice(place + 1)) {
				if (b.box.top >= a.box.bottom - SLACK) break;
				if (a.name === b.name && a.element === b.element) continue;
				if (a.name === "a picture" && b.name === "a picture") continue;
				if (isEmpty(intersect(a.box, b.box))) continue;
				if (layerOf(a.element, b.element) !== null || layerOf(b.element, a.element) !== null) continue;
				faults.add(`"${a.name}" lies over "${b.name}"`);
			}
		}
	}
	return [...faults].slice(0, 10);
}
