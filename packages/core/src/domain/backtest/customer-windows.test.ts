import { expect, it } from "vitest";
import { CustomerWindows } from "./customer-windows.ts";

it("remembers no more than the orders of the longest window, however many there were", () => {
	const windows = new CustomerWindows(100);
	let most = 0;
	for (let at = 0; at < 20_000; at += 1) {
		windows.add(String(at % 7), at);
		most = Math.max(most, windows.size);
	}
	expect(most).toBe(100);
	expect(windows.count("0", 19_999, 70)).toBe(10);
	expect(windows.count("nobody", 19_999, 70)).toBe(0);
});
