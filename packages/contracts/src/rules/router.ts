/** The rule procedures. */
import { z } from "zod";
import { backtestsRouter } from "../backtests/router.ts";
import { acts, found, router, viewer } from "../procedures.ts";
import { ruleExplanationSchema, ruleSchema, suppressionSchema } from "./entities.ts";
import {
	createRuleSchema,
	explainRuleSchema,
	liftSuppressionSchema,
	restoreRuleSchema,
	ruleIdSchema,
	rulesSchema,
	ruleVersionsSchema,
	shadowComparisonSchema,
	suppressionsSchema,
	suppressRuleSchema,
	updateRuleSchema,
} from "./requests.ts";

const tags = ["rules"];

export const rulesRouter = router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/rules", tags, summary: "Fraud rules with the outcomes of their alerts" } })
		.input(z.void())
		.output(rulesSchema)
		.query(({ ctx }) => ctx.api.listRules()),
	create: acts("admin", "createRule")
		.meta({ openapi: { method: "POST", path: "/api/rules", tags, summary: "Add a rule" }, status: 201 })
		.input(createRuleSchema)
		.output(ruleSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("createRule", input, ctx.request)),
	update: acts("admin", "updateRule")
		.meta({ openapi: { method: "PUT", path: "/api/rules/{id}", tags, summary: "Change a rule: a new version" } })
		.input(updateRuleSchema)
		.output(ruleSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("updateRule", input, ctx.request)),
	versions: viewer
		.meta({ openapi: { method: "GET", path: "/api/rules/{id}/versions", tags, summary: "The versions of a rule, newest first" } })
		.input(ruleIdSchema)
		.output(ruleVersionsSchema)
		.query(async ({ ctx, input }) => found(await ctx.api.ruleVersions(input.id), "rule", input.id)),
	restore: acts("admin", "restoreRule")
		.meta({ openapi: { method: "POST", path: "/api/rules/{id}/restore", tags, summary: "Restore an earlier version as a new one" } })
		.input(restoreRuleSchema)
		.output(ruleSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("restoreRule", input, ctx.request)),
	explain: viewer
		.meta({
			openapi: { method: "POST", path: "/api/rules/{id}/explain", tags, summary: "Why a rule flags an order, or not, clause by clause" },
		})
		.input(explainRuleSchema)
		.output(ruleExplanationSchema)
		.query(async ({ ctx, input }) => found(await ctx.api.explainRule(input), "rule", input.id)),
	shadow: viewer
		.meta({
			openapi: { method: "GET", path: "/api/rules/{id}/shadow", tags, summary: "The version in shadow compared with the live one, by day" },
		})
		.input(ruleIdSchema)
		.output(shadowComparisonSchema)
		.query(async ({ ctx, input }) => found(await ctx.api.compareShadow(input.id), "rule", input.id)),
	suppressions: viewer
		.meta({ openapi: { method: "GET", path: "/api/rules/{id}/suppressions", tags, summary: "Customers that a rule does not flag" } })
		.input(ruleIdSchema)
		.output(suppressionsSchema)
		.query(async ({ ctx, input }) => found(await ctx.api.listSuppressions(input.id), "rule", input.id)),
	suppress: acts("admin", "suppressRule")
		.meta({
			openapi: { method: "POST", path: "/api/rules/{id}/suppressions", tags, summary: "Suppress a rule for a customer, for a time" },
		})
		.input(suppressRuleSchema)
		.output(suppressionSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("suppressRule", input, ctx.request)),
	liftSuppression: acts("admin", "liftSuppression")
		.meta({
			openapi: { method: "POST", path: "/api/rules/{id}/suppressions/lift", tags, summary: "End the suppression of a rule for a customer" },
		})
		.input(liftSuppressionSchema)
		.output(suppressionSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("liftSuppression", input, ctx.request)),
	backtests: backtestsRouter,
});
