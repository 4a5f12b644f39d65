import { expect, it } from "vitest";
import { checkSyntax } from "../../../../test/couchbase/parser.ts";
import { CannotRun } from "../../../../test/couchbase/server.ts";
import { everyStatement } from "./statements.fixture.ts";

it("every statement is SQL++ to Apache AsterixDB's parser, but for the index hint, which only Couchbase has", async (context) => {
	const statements = everyStatement().map((text) => text.replace(/ USE INDEX \(`\w+` USING GSI\)/, ""));
	const wrong = "SELECT `a` AS `b` FRM `c`";
	const verdicts = await checkSyntax([...statements, wrong]).catch((error: unknown) => {
		if (error instanceof CannotRun) return context.skip(error.message);
		throw error;
	});
	expect(verdicts.pop()).toContain("Syntax error");
	expect(verdicts).toEqual(statements.map(() => "right"));
}, 400_000);
