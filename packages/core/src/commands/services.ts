/** The commands on services. */
import { AppError } from "@orderdeck/contracts/errors";
import type { serviceCommands } from "@orderdeck/contracts/services/requests";
import type { HandlersOf } from "./handler.ts";

export const serviceHandlers: HandlersOf<typeof serviceCommands> = {
	/** Takes effect once it is on record: what cannot be recorded is not done. */
	async setProducer({ producer }, changes) {
		if (producer === undefined) throw new AppError("UNAVAILABLE", "This daemon does not run the producer: its ROLES leave it out.");
		const now = producer.state();
		const before = { running: now.running, rate: now.rate };
		const after = { running: changes.running ?? now.running, rate: changes.rate ?? now.rate };
		return {
			audit: { before, after },
			outcome: () => ({ output: { ...now, ...after }, writes: [] }),
			committed: () => void producer.set(changes),
		};
	},
};
