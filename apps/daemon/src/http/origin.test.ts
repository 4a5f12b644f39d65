import { describe, expect, it } from "vitest";
import { refusalOf } from "./origin.ts";

const local = "127.0.0.1:4400";

describe("refusalOf", () => {
	it.each([
		{ method: "GET", host: local, origin: undefined },
		{ method: "GET", host: "localhost:4400", origin: undefined },
		{ method: "GET", host: "[::1]:4400", origin: undefined },
		{ method: "GET", host: "deck.lan:4400", origin: undefined },
		{ method: "GET", host: local, origin: "https://elsewhere.example" },
		{ method: "POST", host: local, origin: undefined },
		{ method: "POST", host: local, origin: `http://${local}` },
	])("allows $method at $host from $origin", (request) => expect(refusalOf(request, "deck.lan")).toBeUndefined());

	it.each([
		{ method: "GET", host: undefined, origin: undefined },
		{ method: "GET", host: "evil.example:4400", origin: undefined },
		{ method: "GET", host: "127.0.0.1.evil.example", origin: undefined },
		{ method: "GET", host: "localhost@evil.example", origin: undefined },
		{ method: "POST", host: local, origin: "https://elsewhere.example" },
		{ method: "POST", host: local, origin: "http://127.0.0.1:5173" },
		{ method: "POST", host: local, origin: "null" },
		{ method: "DELETE", host: local, origin: `http://${local}.evil.example` },
	])("refuses $method at $host from $origin", (request) => expect(refusalOf(request, "deck.lan")).toMatch(/Without access tokens/));
});
