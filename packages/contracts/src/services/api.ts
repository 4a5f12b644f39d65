/** What the daemon does for the service procedures. */
import type { ProducerState, ServiceStatus } from "./entities.ts";

export interface ServicesApi {
	services(): Promise<readonly ServiceStatus[]>;
	producer(): Promise<ProducerState>;
}
