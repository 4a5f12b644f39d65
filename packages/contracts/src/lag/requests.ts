/** Outputs of the lag procedures. */

import { z } from "zod";
import { groupLagSchema } from "./entities.ts";

export const lagSchema = z.object({ groups: z.array(groupLagSchema) });
