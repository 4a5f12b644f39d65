/** All commands over one context. */
import { AppError } from "@orderdeck/contracts/errors";
import type { Producer } from "../producer/producer.ts";
import { audited } from "./audit.ts";
import { cancelOrder } from "./cancel-order.ts";
import type { Commands } from "./commands.ts";
import type { CommandContext } from "./context.ts";
import { createOrder } from "./create-order.ts";
import type { Replays } from "./replay.ts";
import { restock } from "./restock.ts";

/** `producer` is undefined where this daemon does not have the role. */
export function createCommands(context: CommandContext, replays: Replays, producer: Producer | undefined): Commands {
	return {
		createOrder: (input, idempotencyKey, actor) => createOrder(context, input, idempotencyKey, actor),
		cancelOrder: (input, actor) => cancelOrder(context, input, actor),
		restock: (input, actor) => restock(context, input, actor),
		startReplay: (input, actor) => replays.start(input, actor),
		cancelReplay: (jobId, actor) => replays.cancel(jobId, actor),
		async setProducer(input, actor) {
			if (producer === undefined) throw new AppError("UNAVAILABLE", "This daemon does not run the producer: its ROLES leave it out.");
			const { running, rate } = producer.state();
			const after = { running: input.running ?? running, rate: input.rate ?? rate };
			const entry = { action: "producer.set", target: "producer", before: { running, rate }, after };
			// On record first: what cannot be recorded is not done.
			await context.work.apply({ writes: [audited(context.clock, actor, entry)], records: [] });
			return producer.set(input);
		},
	};
}
