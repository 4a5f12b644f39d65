/** What the daemon does for the rule procedures. */
import type { z } from "zod";
import type { ruleExplanationSchema } from "./entities.ts";
import type { explainRuleSchema, rulesSchema, ruleVersionsSchema, shadowComparisonSchema, suppressionsSchema } from "./requests.ts";

export interface RulesApi {
	listRules(): Promise<z.infer<typeof rulesSchema>>;
	/** Undefined when there is no such rule, as for the methods below. */
	ruleVersions(id: string): Promise<z.infer<typeof ruleVersionsSchema> | undefined>;
	explainRule(input: z.infer<typeof explainRuleSchema>): Promise<z.infer<typeof ruleExplanationSchema> | undefined>;
	compareShadow(id: string): Promise<z.infer<typeof shadowComparisonSchema> | undefined>;
	listSuppressions(id: string): Promise<z.infer<typeof suppressionsSchema> | undefined>;
}
