/** The commands on services. */
import { AppError } from "@orderdeck/contracts/errors";
import type { serviceCommands } from "@orderdeck/contracts/services/requests";
import { audited } from "./audit.ts";
import type { Handlers } from "./handler.ts";

export const serviceHandlers: Handlers<typeof serviceCommands> = {
	async setProducer({ producer, work, clock }, changes, { actor }) {
		if (producer === undefined) throw new AppError("UNAVAILABLE", "This daemon does not run the producer: its ROLES leave it out.");
		const { running, rate } = producer.state();
		const after = { running: changes.running ?? running, rate: changes.rate ?? rate };
		const entry = { action: "producer.set", target: "producer", before: { running, rate }, after };
		// On record first: what cannot be recorded is not done.
		await work.apply({ writes: [audited(clock, actor, entry)], records: [] });
		return producer.set(changes);
	},
};
