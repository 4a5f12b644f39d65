/** The settings of the steps: nothing waits, so that only the pipeline takes time. */
import * as fraudRules from "@orderdeck/core/domain/fraud-rules";

/** Versions in which rules were no documents yet take them from the settings; without them their fraud step fails. */
const EARLIER = "DEFAULT_RULES" in fraudRules ? { rules: fraudRules.DEFAULT_RULES } : {};

export const SETTINGS = { dispatchMs: 0, deliverMs: 0, restockDelayMs: 0, baseCurrency: "USD", ...EARLIER };
