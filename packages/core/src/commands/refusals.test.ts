import { AppError } from "@orderdeck/contracts/errors";
import { describe, expect, it } from "vitest";
import { StoreError } from "../ports/errors.ts";
import { created, line } from "../steps/events.fixture.ts";
import { World } from "../steps/steps.fixture.ts";
import { BY_OPERATOR, commandsIn, contextOf, flow, OPERATOR, refusalOf, resultsOf } from "./commands.fixture.ts";
import { createRecordRefusal, createRefusals, resultOf } from "./refusals.ts";

describe("a request that has no effect", () => {
	it("is recorded with its code where the state of its target refuses it, with the reason that was given", async () => {
		await using world = await World.open();
		await world.publish(created(1, { items: [line("PROD-002", 1)] }));
		await flow(world);
		const { execute } = commandsIn(contextOf(world));
		const request = { ...BY_OPERATOR, requestId: "r-1", source: { client: "web", auth: "token", ip: "10.0.0.1" } } as const;
		await execute("cancelOrder", { id: "1", reason: "ordered twice" }, request);
		expect(await refusalOf(execute("cancelOrder", { id: "1", reason: "again" }, request))).toBe("ORDER_ALREADY_CANCELLED");
		const [refused] = (await world.store.listAudit({ outcome: "refused" }, { limit: 10 })).items;
		expect(refused).toMatchObject({
			actor: "olga",
			role: "operator",
			action: "order.cancel",
			target: "order:1",
			reason: "again",
			result: "refused:ORDER_ALREADY_CANCELLED",
			request_id: "r-1",
			client: "web",
			auth: "token",
			ip: "10.0.0.1",
			before: null,
			after: null,
		});
	});

	it("is not recorded where it is invalid, or about what does not exist", async () => {
		await using world = await World.open();
		const { execute } = commandsIn(contextOf(world));
		expect(await refusalOf(execute("cancelOrder", { id: "404", reason: "x" }, BY_OPERATOR))).toBe("NOT_FOUND");
		expect(await resultsOf(world)).toEqual([]);
	});

	it.each([
		[new AppError("FORBIDDEN", ""), "refused:FORBIDDEN"],
		[new AppError("STOCK_RESERVED", ""), "refused:STOCK_RESERVED"],
		[new AppError("UNAVAILABLE", ""), "failed:UNAVAILABLE"],
		[new TypeError("fault"), "failed:INTERNAL"],
		[new StoreError("UNAVAILABLE", "gone"), undefined],
		[new AppError("INVALID_INPUT", ""), undefined],
		[new AppError("NOT_FOUND", ""), undefined],
	])("ends as its error states: %s", (error, result) => {
		expect(resultOf(error)).toBe(result);
	});
});

describe("a caller whose role does not allow a command", () => {
	const refused = { name: "restock", target: "product:PROD-001", reason: null, code: "FORBIDDEN" } as const;

	it("is recorded, 60 times in a minute at the most, each actor by themselves", async () => {
		await using world = await World.open();
		const context = contextOf(world);
		const record = createRecordRefusal(createRefusals(context), context);
		for (let n = 0; n < 70; n += 1) await record(refused, BY_OPERATOR);
		await record(refused, { actor: { ...OPERATOR, name: "otto" } });
		expect(await resultsOf(world)).toEqual(Array.from({ length: 61 }, () => "refused:FORBIDDEN"));
	});
});
