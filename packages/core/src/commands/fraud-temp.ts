import type { backtestCommands } from "@orderdeck/contracts/backtests/requests";
import { AppError } from "@orderdeck/contracts/errors";
import type { alertCommands } from "@orderdeck/contracts/fraud/requests";
import type { HandlersOf } from "./handler.ts";

const missing = async (): Promise<never> => {
	throw new AppError("UNAVAILABLE", "not built yet");
};
export const alertHandlers: HandlersOf<typeof alertCommands> = {
	claimAlert: missing,
	releaseAlert: missing,
	takeOverAlert: missing,
	noteAlert: missing,
	resolveAlert: missing,
	resolveAlerts: missing,
	reopenAlert: missing,
	claimNextAlert: missing,
	endClaim: missing,
};
export const backtestHandlers: HandlersOf<typeof backtestCommands> = { startBacktest: missing };
