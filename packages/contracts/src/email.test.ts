import { describe, expect, it } from "vitest";
import { emailSchema } from "./email.ts";

describe("an email address", () => {
	it.each([
		"a@example.com",
		"a&b@example.com",
		"o'brien+tag@example.co.uk",
		"root@localhost",
		".dots..everywhere.@example.com",
		"jürgen@example.com",
		"user@bücher.example",
		"用户@例子.广告",
		"x@xn--bcher-kva.example",
	])("may be %s", (email) => expect(emailSchema.parse(email)).toBe(email));

	it.each([
		"nobody",
		"@example.com",
		"a@",
		"a b@example.com",
		"a@b@example.com",
		"a@-example.com",
		"a@example-.com",
		"a@example..com",
		"a@example.com.",
		"a\u00a0b@example.com",
		"a@\u3000example.com",
		`${"x".repeat(65)}@example.com`,
		`a@${"x".repeat(64)}.com`,
		`a@${"x.".repeat(200)}com`,
		"",
	])("is not %j", (email) => expect(emailSchema.safeParse(email).success).toBe(false));
});
