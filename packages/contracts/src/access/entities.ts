/** What the daemon keeps of a person's access: the unlock of production. */
import { z } from "zod";

/** Production is unlocked for one person. Times are ISO 8601. */
export const unlockSchema = z.object({
	/** Then it is locked again by itself. */
	until: z.string(),
	at: z.string(),
	reason: z.string(),
});
export type Unlock = Readonly<z.infer<typeof unlockSchema>>;

/** What can be saved as a file. */
export const EXPORTS = ["orders", "audit", "sales", "backtest"] as const;
export type Export = (typeof EXPORTS)[number];

export const EXPORT_FORMATS = ["csv", "json", "jsonl"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
