import { describe, expect, it } from "vitest";
import { connectionString, keyValueTimeout } from "./options.ts";

describe("how Couchbase is reached", () => {
	it.each([
		["cb.abc123.cloud.couchbase.com", "couchbases://cb.abc123.cloud.couchbase.com"],
		["localhost", "couchbase://localhost"],
		["10.0.0.1:11210", "couchbase://10.0.0.1:11210"],
		["couchbases://db.internal", "couchbases://db.internal"],
	])("%s as %s", (host, expected) => {
		expect(connectionString(host)).toBe(expected);
	});

	it("waits 10 s as a writer and 5 s as a reader", () => {
		expect([keyValueTimeout({ use: "writer" }), keyValueTimeout({ use: "reader" })]).toEqual([10_000, 5_000]);
	});
});
