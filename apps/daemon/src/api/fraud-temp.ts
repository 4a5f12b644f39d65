import type { BacktestsApi } from "@orderdeck/contracts/backtests/api";
import { AppError } from "@orderdeck/contracts/errors";
import type { RulesApi } from "@orderdeck/contracts/rules/api";

const missing = async (): Promise<never> => {
	throw new AppError("UNAVAILABLE", "not built yet");
};
export const fraudTemp: RulesApi & BacktestsApi = {
	listRules: missing,
	ruleVersions: missing,
	explainRule: missing,
	compareShadow: missing,
	listSuppressions: missing,
	getBacktest: missing,
};
