import { TRPCError } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError, ERROR_CODES, type ErrorCode, invalidInput } from "./errors.ts";
import { problemOf, trpcErrorOf } from "./problem.ts";

describe("problemOf", () => {
	it.each(Object.entries(ERROR_CODES))("maps %s to status %i, through tRPC too", (code, status) => {
		const error = new AppError(code as ErrorCode, "Because.");
		const problem = { status, body: { code, message: "Because.", issues: [] } };
		expect(problemOf(error)).toEqual(problem);
		expect(problemOf(trpcErrorOf(error))).toEqual(problem);
	});

	it("keeps the issues of a refused field", () => {
		expect(problemOf(invalidInput(["cursor"], "must be a nextCursor"))).toEqual({
			status: 400,
			body: {
				code: "INVALID_INPUT",
				message: "cursor: must be a nextCursor",
				issues: [{ path: ["cursor"], message: "must be a nextCursor" }],
			},
		});
	});

	it("lists what is wrong with 60 statuses, and names the first ten in its sentence", () => {
		const { error } = z.array(z.enum(["PAID", "SHIPPED"])).safeParse(Array(60).fill("LOST"));
		const { body } = problemOf(error);
		expect(body.issues).toHaveLength(50);
		expect(body.issues[49]?.path).toEqual([49]);
		expect(body.message).toMatch(/^0: [^;]+(; \d: [^;]+){9}; and more$/);
	});

	it.each([
		["an error of ours", new Error("password=hunter2")],
		["something thrown that is no error", "hunter2"],
		["an internal tRPC error", new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "hunter2" })],
		[
			"an answer that does not fit its schema",
			new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: z.literal("x").safeParse("hunter2").error }),
		],
	])("reveals nothing about %s", (_what, error) => {
		const { status, body } = problemOf(error);
		expect(status).toBe(500);
		expect(body.code).toBe("INTERNAL");
		expect(JSON.stringify(body)).not.toContain("hunter2");
	});

	it("names the procedure that does not exist", () => {
		const error = new TRPCError({ code: "NOT_FOUND", message: 'No procedure found on path "x"' });
		expect(problemOf(error)).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
	});
});
