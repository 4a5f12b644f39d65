import { AppError } from "@orderdeck/contracts/errors";
import type { ruleCommands } from "@orderdeck/contracts/rules/requests";
import type { HandlersOf } from "./handler.ts";

const missing = async (): Promise<never> => {
	throw new AppError("UNAVAILABLE", "not built yet");
};
export const ruleHandlers: HandlersOf<typeof ruleCommands> = {
	createRule: missing,
	updateRule: missing,
	restoreRule: missing,
	suppressRule: missing,
	liftSuppression: missing,
};
