import { describe, expect, it } from "vitest";
import { StoreError } from "../ports/errors.ts";
import { createProducer } from "../producer/producer.ts";
import { orderBody } from "../steps/events.fixture.ts";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, BY_OPERATOR, commandsIn, commandsOf, contextOf, refusalOf } from "./commands.fixture.ts";
import type { CommandContext } from "./context.ts";

/** Makes two orders a second until it is set otherwise. */
function withProducer(context: CommandContext) {
	const producer = createProducer({
		...context,
		generate: (id, created_at) => orderBody(id, { created_at }),
		topic: "orders",
		rate: 2,
		onError: () => undefined,
	});
	return { producer, execute: commandsIn(context, { producer }).execute };
}

describe("set the producer", () => {
	it("changes pace and state, with a record of before and after", async () => {
		await using world = await World.open();
		const { execute } = withProducer(contextOf(world));
		expect(await execute("setProducer", { rate: 50 }, BY_OPERATOR)).toMatchObject({ running: true, rate: 50 });
		expect(await execute("setProducer", { running: false }, BY_OPERATOR)).toMatchObject({ running: false, rate: 50 });
		expect(await auditOf(world)).toHaveLength(2);
		expect((await auditOf(world)).map(({ before, after }) => ({ before, after }))).toEqual(
			expect.arrayContaining([
				{ before: { running: true, rate: 2 }, after: { running: true, rate: 50 } },
				{ before: { running: true, rate: 50 }, after: { running: false, rate: 50 } },
			]),
		);
	});

	it("changes nothing that cannot be recorded", async () => {
		await using world = await World.open();
		const unavailable = new StoreError("UNAVAILABLE", "the store is unavailable");
		const { execute, producer } = withProducer({ ...contextOf(world), work: { atomic: false, apply: () => Promise.reject(unavailable) } });
		await expect(execute("setProducer", { running: false }, BY_OPERATOR)).rejects.toBe(unavailable);
		expect(producer.state()).toMatchObject({ running: true, rate: 2 });
	});

	it("is refused where this daemon has no producer", async () => {
		await using world = await World.open();
		expect(await refusalOf(commandsOf(world).execute("setProducer", { rate: 50 }, BY_OPERATOR))).toBe("UNAVAILABLE");
		expect(await auditOf(world)).toEqual([]);
	});
});
