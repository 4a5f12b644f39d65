import { describe, expect, it } from "vitest";
import { createConnection } from "../client/connection.ts";
import { HAS_QUERIES, NO_QUERIES, testPlace } from "../couchbase.fixture.ts";
import { AUDIT_LISTED } from "../statements/audit.ts";
import { setUp } from "./setup.ts";

describe.skipIf(!HAS_QUERIES)(`the setup${HAS_QUERIES ? "" : ` (${NO_QUERIES})`}`, () => {
	it("makes the index that the check at start misses by name, and finds the rest there", async () => {
		await using place = await testPlace();
		await using connection = createConnection(place.options);
		const { verify } = place.open();
		await verify({ queries: true });
		await (await connection.cluster()).query(`DROP INDEX \`${AUDIT_LISTED.name}\` ON ${connection.keyspace.pathOf("audit")}`);
		await expect(verify({ queries: true })).rejects.toMatchObject({
			code: "INDEX_MISSING",
			message: expect.stringContaining(AUDIT_LISTED.name),
		});
		const lines: string[] = [];
		await setUp(connection, { report: (line) => lines.push(line) });
		expect(lines.filter((line) => line.endsWith("created"))).toEqual([expect.stringContaining(AUDIT_LISTED.name)]);
		await verify({ queries: true });
	});
});
