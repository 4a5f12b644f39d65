import { describe, expect, it } from "vitest";
import { environmentUrlSchema } from "./environment.ts";

describe("an environment's address", () => {
	it.each([
		["https://orders.example.com", "https://orders.example.com"],
		[" https://Orders.Example.com:443/ ", "https://orders.example.com"],
		["https://orders.example.com:8443", "https://orders.example.com:8443"],
		["http://127.0.0.1:4400", "http://127.0.0.1:4400"],
		["http://localhost:4400/", "http://localhost:4400"],
		["http://[::1]:4400", "http://[::1]:4400"],
		// A shorthand for 127.0.0.1, which a URL parser reads and a prefix match does not.
		["http://127.1:4400", "http://127.0.0.1:4400"],
	])("%s is kept as %s", (text, origin) => {
		expect(environmentUrlSchema.parse(text)).toBe(origin);
	});

	it.each([
		"http://orders.example.com",
		"http://127.0.0.1.example.com",
		"http://localhost.example.com",
		"http://10.0.0.7:4400",
		"ws://127.0.0.1:4400",
		"file:///etc/passwd",
		"javascript:alert(1)",
		"https://user:secret@orders.example.com",
		"https://orders.example.com/console",
		"https://orders.example.com/?token=secret",
		"https://orders.example.com/#token",
		"orders.example.com",
		"",
	])("%j is refused", (text) => {
		expect(environmentUrlSchema.safeParse(text).success).toBe(false);
	});
});
