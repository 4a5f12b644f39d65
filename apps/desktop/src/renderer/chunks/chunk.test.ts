import { describe, expect, it } from "vitest";
import { createChunk } from "./chunk.ts";

/** Loads fail until `loads` is set; the daemon responds when `reachable` is set. */
function createSource() {
	const source = { loads: false, reachable: false, tries: 0 };
	const chunk = createChunk({
		load: async () => {
			source.tries++;
			if (!source.loads) throw new TypeError("Failed to fetch dynamically imported module");
			return "screen";
		},
		isReachable: async () => source.reachable,
	});
	return { source, chunk };
}

describe("a chunk", () => {
	it("is loaded once, however often it is requested", async () => {
		const { source, chunk } = createSource();
		source.loads = true;
		await Promise.all([chunk.load(), chunk.load()]);
		await chunk.load();
		expect(chunk.getState()).toEqual({ kind: "loaded", value: "screen" });
		expect(source.tries).toBe(1);
	});

	it("that cannot be loaded from a daemon that does not respond is loaded by a later try, and its listeners are notified", async () => {
		const { source, chunk } = createSource();
		const seen: string[] = [];
		chunk.subscribe(() => seen.push(chunk.getState().kind));
		await chunk.load();
		expect(chunk.getState()).toEqual({ kind: "failed", failure: "unreachable" });
		await chunk.load();
		source.loads = true;
		await chunk.load();
		expect(chunk.getState()).toEqual({ kind: "loaded", value: "screen" });
		expect(seen).toEqual(["failed", "failed", "loaded"]);
	});

	it("that a responding daemon does not have was replaced; one that came back between two tries was not", async () => {
		const { source, chunk } = createSource();
		source.reachable = true;
		await chunk.load();
		expect(chunk.getState()).toEqual({ kind: "failed", failure: "replaced" });
		expect(source.tries).toBe(2);
		const back = { tries: 0 };
		const late = createChunk({
			load: async () => (back.tries++ === 0 ? Promise.reject(new Error("gone")) : 1),
			isReachable: async () => true,
		});
		await late.load();
		expect(late.getState()).toEqual({ kind: "loaded", value: 1 });
	});
});
