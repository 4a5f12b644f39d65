// @vitest-environment jsdom
import { renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useStandingError } from "./use-standing-error.ts";

const unavailable = new Error("the store is unavailable");

describe("the error of what has not been read yet", () => {
	it("stands while it is tried again, and goes with the first response", () => {
		const hook = renderHook(useStandingError, { initialProps: { data: undefined as unknown, error: null as unknown } });
		expect(hook.result.current).toBeUndefined();
		hook.rerender({ data: undefined, error: unavailable });
		expect(hook.result.current).toBe(unavailable);
		hook.rerender({ data: undefined, error: null });
		expect(hook.result.current).toBe(unavailable);
		hook.rerender({ data: { products: [] }, error: null });
		expect(hook.result.current).toBeUndefined();
	});

	it("is none when what was read before is still there", () => {
		const hook = renderHook(useStandingError, { initialProps: { data: {} as unknown, error: unavailable as unknown } });
		expect(hook.result.current).toBeUndefined();
	});
});
