// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Announcement } from "./announcement.tsx";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
	cleanup();
	vi.useRealTimers();
});

it("a count that changes with every frame is announced at most every five seconds, by a region with a name", () => {
	const page = render(<Announcement name="New orders" text="" />);
	const heard: string[] = [];
	const region = screen.getByRole("status", { name: "New orders" });
	for (let frame = 1; frame <= 100; frame++) {
		page.rerender(<Announcement name="New orders" text={`${frame} waiting`} />);
		act(() => void vi.advanceTimersByTime(100));
		if (heard.at(-1) !== region.textContent) heard.push(region.textContent ?? "");
	}
	expect(heard).toEqual(["1 waiting", "50 waiting", "100 waiting"]);
});
