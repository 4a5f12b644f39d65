/** Style sheets that could not be loaded, so that they can be loaded again. */

const failed = new Set<HTMLLinkElement>();
let reloading: Promise<void> | undefined;

/** Notices which style sheets of the page fail from now on. */
export function watchStyles(page: Document): void {
	// An error of a resource does not bubble; it can be captured.
	page.addEventListener(
		"error",
		({ target }) => {
			if (target instanceof HTMLLinkElement && target.rel === "stylesheet") failed.add(target);
		},
		true,
	);
}

function loadAgain(link: HTMLLinkElement): Promise<void> {
	failed.delete(link);
	const again = link.cloneNode() as HTMLLinkElement;
	return new Promise((resolve, reject) => {
		again.addEventListener("load", () => resolve());
		again.addEventListener("error", () => reject(new Error(`${again.href} could not be loaded`)));
		link.replaceWith(again);
	});
}

/**
 * Loads again what failed; rejects when it fails again. Vite loads the style sheets of a chunk once and does not wait for those that failed
 * before, so a chunk loaded by a second try would be shown without them.
 */
export function reloadFailedStyles(): Promise<void> {
	reloading ??= Promise.all([...failed].map(loadAgain))
		.then(() => undefined)
		.finally(() => {
			reloading = undefined;
		});
	return reloading;
}
