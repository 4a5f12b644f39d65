import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import type { Search } from "@orderdeck/contracts/orders/order-list";
import { expect, it } from "vitest";
import { checkSyntax } from "../../../../test/couchbase/parser.ts";
import { CannotRun } from "../../../../test/couchbase/server.ts";
import { keyspaceOf } from "../client/keyspace.ts";
import { statementOf } from "./statement.ts";
import { everyQuery } from "./statements.fixture.ts";

const SHAPES: readonly [Search, OrderFilter][] = [
	["text", {}],
	["text", { status: ["PAID"], country: ["US"], minAmount: 1, maxAmount: 2, flagged: false, customer: "1" }],
	["text", { flagged: true, from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }],
	["id", { q: "1", customer: "2" }],
	["text", { q: "webcam" }],
];

it("every statement is SQL++ to Apache AsterixDB's parser, but for the index hint, which only Couchbase has", async (context) => {
	const keyspace = keyspaceOf({ bucket: "order_analytics" });
	const texts = SHAPES.flatMap(([search, filter]) =>
		Object.values(everyQuery({ search, filter, text: "x", number: 5 })).map((query) => statementOf(keyspace, query).text),
	);
	const statements = [...new Set(texts)].map((text) => text.replace(/ USE INDEX \(`\w+` USING GSI\)/, ""));
	const wrong = "SELECT `a` AS `b` FRM `c`";
	const verdicts = await checkSyntax([...statements, wrong]).catch((error: unknown) => {
		if (error instanceof CannotRun) return context.skip(error.message);
		throw error;
	});
	expect(verdicts.pop()).toContain("Syntax error");
	expect(verdicts).toEqual(statements.map(() => "right"));
}, 400_000);
