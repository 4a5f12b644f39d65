/** Imported before every schema: Zod would otherwise try whether it may compile code, which the page's content policy refuses and reports. */
import { config } from "zod";

config({ jitless: true });
