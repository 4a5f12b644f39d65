/** What the address of the screen holds. */
import { z } from "zod";

const text = z.string().min(1).max(200).optional().catch(undefined);

export const ruleSearchSchema = z.object({
	/** The rule that is shown; the first one where none is named. */
	rule: text,
	/** The job of the backtest whose result is shown. */
	backtest: text,
	act: z.enum(["new"]).optional().catch(undefined),
});
