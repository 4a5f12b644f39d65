import type { BacktestsApi } from "@orderdeck/contracts/backtests/api";
import { AppError } from "@orderdeck/contracts/errors";
import type { FraudApi } from "@orderdeck/contracts/fraud/api";

const missing = async (): Promise<never> => {
	throw new AppError("UNAVAILABLE", "not built yet");
};
export const fraudTemp: BacktestsApi & Pick<FraudApi, "alertCounts" | "getAlert"> = {
	getBacktest: missing,
	alertCounts: missing,
	getAlert: missing,
};
