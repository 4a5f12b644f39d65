/** What the daemon does for the dead letter procedures. */
import type { z } from "zod";
import type { CommandInput } from "../commands.ts";
import type { DeadLetterDetails, RedrivePreview } from "./entities.ts";
import type { arrivalsSchema, letterPageSchema, letterSummaryInputSchema, letterSummarySchema, listLettersSchema } from "./requests.ts";

export interface LettersApi {
	/** Newest first. */
	listLetters(query: z.infer<typeof listLettersSchema>): Promise<z.infer<typeof letterPageSchema>>;
	letterSummary(query: z.infer<typeof letterSummaryInputSchema>): Promise<z.infer<typeof letterSummarySchema>>;
	/** By group and reason, how many letters of a state failed in each hour of the last week. */
	letterArrivals(query: z.infer<typeof letterSummaryInputSchema>): Promise<z.infer<typeof arrivalsSchema>>;
	/** Undefined when there is no such letter. */
	getLetter(id: string): Promise<DeadLetterDetails | undefined>;
	/** What a redrive of these letters would do now. Refuses as the redrive itself would. */
	previewRedrive(order: CommandInput<"redriveLetters">): Promise<RedrivePreview>;
}
