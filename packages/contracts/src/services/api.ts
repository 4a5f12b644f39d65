/** What the daemon does for the service procedures. */
import type { z } from "zod";
import type { Actor } from "../session.ts";
import type { ProducerState, ServiceStatus } from "./entities.ts";
import type { setProducerSchema } from "./requests.ts";

export interface ServicesApi {
	services(): Promise<readonly ServiceStatus[]>;
	producer(): Promise<ProducerState>;
	setProducer(input: z.infer<typeof setProducerSchema>, actor: Actor): Promise<ProducerState>;
}
