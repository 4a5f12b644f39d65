/** What Mantine and the virtual list ask of a browser and jsdom does not have. */

if (typeof window !== "undefined") {
	// A screen is loaded when it is first opened; a test's first one brings all of its modules.
	const { configure } = await import("@testing-library/react");
	configure({ asyncUtilTimeout: 30_000 });
	window.matchMedia = (query) => ({
		matches: false,
		media: query,
		onchange: null,
		addListener: () => undefined,
		removeListener: () => undefined,
		addEventListener: () => undefined,
		removeEventListener: () => undefined,
		dispatchEvent: () => false,
	});
	window.ResizeObserver = class {
		observe(): void {}
		unobserve(): void {}
		disconnect(): void {}
	};
	Object.defineProperty(document, "fonts", { configurable: true, value: new EventTarget() });
	Element.prototype.scrollTo = () => undefined;
	Element.prototype.scrollIntoView = () => undefined;
	window.scrollTo = () => undefined;
	Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, get: () => 600 });
	Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, get: () => 800 });
}

export {};
