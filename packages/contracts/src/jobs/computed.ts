/** Jobs that compute a result. Apart from the other jobs, since most of the console needs nothing of what they compute. */
import type { z } from "zod";
import { backtestResultSchema } from "../backtests/entities.ts";
import { jobSchema } from "./entities.ts";

/** A job with what it has computed: of a backtest that is DONE; null for all others. */
export const jobWithResultSchema = jobSchema.extend({ result: backtestResultSchema.nullable() });

export type JobWithResult = z.infer<typeof jobWithResultSchema>;
