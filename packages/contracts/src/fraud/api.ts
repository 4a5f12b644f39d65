/** What the daemon does for the fraud alert procedures. */
import type { z } from "zod";
import type { Actor } from "../session.ts";
import type { AlertDetails, alertCountsSchema, alertPageSchema, listAlertsSchema } from "./requests.ts";

export interface FraudApi {
	listAlerts(query: z.infer<typeof listAlertsSchema>): Promise<z.infer<typeof alertPageSchema>>;
	/** `mine` are those that this actor has claimed. */
	alertCounts(actor: Actor): Promise<z.infer<typeof alertCountsSchema>>;
	/** Undefined when there is no such alert. */
	getAlert(id: string): Promise<AlertDetails | undefined>;
}
