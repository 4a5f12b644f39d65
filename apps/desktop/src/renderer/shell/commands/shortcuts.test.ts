import { describe, expect, it } from "vitest";
import { SCREENS } from "./screens.ts";
import { createKeyReader, modifierWord, SHORTCUTS } from "./shortcuts.ts";

function reader() {
	let now = 0;
	const readAt = createKeyReader(SHORTCUTS);
	const wait = (ms: number) => {
		now += ms;
	};
	return { read: (key: string) => readAt(key, now), wait };
}

describe("shortcuts", () => {
	it("have keys of their own, and one for each screen", () => {
		const keys = SHORTCUTS.map((shortcut) => shortcut.keys);
		expect(new Set(keys).size).toBe(keys.length);
		expect(SHORTCUTS.filter(({ command }) => command.kind === "go")).toHaveLength(SCREENS.length);
	});

	it("of one key act immediately, sequences when they are whole", () => {
		const { read } = reader();
		expect(read("?")).toEqual({ kind: "help" });
		expect(read("g")).toBeUndefined();
		expect(read("o")).toEqual({ kind: "go", to: "/orders" });
		expect(read("o")).toBeUndefined();
	});

	it("forget a sequence that is not gone on with in time", () => {
		const { read, wait } = reader();
		read("g");
		wait(1_001);
		expect(read("o")).toBeUndefined();
	});

	it("take a wrong second key as a first one", () => {
		const { read } = reader();
		read("g");
		expect(read("x")).toBeUndefined();
		read("g");
		expect(read("g")).toBeUndefined();
		expect(read("l")).toEqual({ kind: "go", to: "/lag" });
	});

	it("name the modifier as the machine does", () => {
		expect([modifierWord("MacIntel"), modifierWord("Linux x86_64")]).toEqual(["⌘", "Ctrl"]);
	});
});
