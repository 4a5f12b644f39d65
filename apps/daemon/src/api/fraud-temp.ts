import { AppError } from "@orderdeck/contracts/errors";
import type { RulesApi } from "@orderdeck/contracts/rules/api";

const missing = async (): Promise<never> => {
	throw new AppError("UNAVAILABLE", "not built yet");
};
export const fraudTemp: RulesApi = {
	listRules: missing,
	ruleVersions: missing,
	explainRule: missing,
	compareShadow: missing,
	listSuppressions: missing,
};
