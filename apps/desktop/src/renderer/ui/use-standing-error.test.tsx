// @vitest-environment jsdom
import { renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useStandingError } from "./use-standing-error.ts";

const away = new Error("the store is away");

describe("the error of what has not been read yet", () => {
	it("stands while it is tried again, and goes with the first answer", () => {
		const hook = renderHook(useStandingError, { initialProps: { data: undefined as unknown, error: null as unknown } });
		expect(hook.result.current).toBeUndefined();
		hook.rerender({ data: undefined, error: away });
		expect(hook.result.current).toBe(away);
		hook.rerender({ data: undefined, error: null });
		expect(hook.result.current).toBe(away);
		hook.rerender({ data: { products: [] }, error: null });
		expect(hook.result.current).toBeUndefined();
	});

	it("is none when what was read before is still there", () => {
		const hook = renderHook(useStandingError, { initialProps: { data: {} as unknown, error: away as unknown } });
		expect(hook.result.current).toBeUndefined();
	});
});
