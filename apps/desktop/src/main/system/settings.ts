/** What the operator chose for the app itself. */
import { z } from "zod";

export const settingsSchema = z.strictObject({ theme: z.enum(["system", "light", "dark"]) });
export type Settings = z.infer<typeof settingsSchema>;
export const FIRST_SETTINGS: Settings = { theme: "system" };
