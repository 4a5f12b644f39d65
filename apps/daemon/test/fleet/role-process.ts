/** Some roles of the daemon in a process of their own, on Kafka, with the order store that the parent process serves. */
import { createOrderedWork } from "@orderdeck/core/adapters/ordered-work/ordered-work";
import { createSimulatedGateway } from "@orderdeck/core/adapters/simulated-gateway/simulated-gateway";
import { systemClock } from "@orderdeck/core/adapters/system-clock";
import type { KafkaConfig } from "../../src/backend-config.ts";
import { openKafka } from "../../src/pipeline/backend.ts";
import type { RolesOptions } from "../../src/pipeline/run-roles.ts";
import { startRoles } from "../../src/pipeline/start-roles.ts";
import { openTracing } from "../../src/tracing/order-tracing.ts";
import type { TracesConfig } from "../../src/tracing/trace-config.ts";
import { remotePorts } from "./remote-ports.ts";

/** The first message from the parent. */
export interface RoleOrders {
	readonly kind: "run";
	readonly options: RolesOptions;
	readonly kafka: KafkaConfig;
	readonly gateway: { readonly latencyMs: number; readonly declineRate: number };
	readonly traces: TracesConfig | undefined;
}
/** What the parent may say later. */
export type Instruction = { readonly kind: "producer"; readonly running: boolean } | { readonly kind: "stop" };

const STATUS_EVERY_MS = 100;
const ORDERS = Promise.withResolvers<RoleOrders>();
const stopped = Promise.withResolvers<void>();
process.on("message", (message: RoleOrders | Instruction) => {
	if (message.kind === "run") ORDERS.resolve(message);
	else if (message.kind === "stop") stopped.resolve();
});
process.on("SIGTERM", () => stopped.resolve());
// A child whose parent is gone has no store: it ends.
const orphaned = () => process.exit(1);
process.on("disconnect", orphaned);

const { options, kafka, gateway, traces } = await ORDERS.promise;
const clock = systemClock;
const report = (level: string, event: string, fields: object) => process.stderr.write(`${JSON.stringify({ level, event, ...fields })}\n`);
const { store, ledger } = remotePorts(process);
{
	await using backend = await openKafka(kafka, { clientId: `orderdeck-${options.instance}`, report });
	await using tracing = traces === undefined ? undefined : await openTracing(traces, { system: "kafka", ...options, report });
	await using roles = startRoles(options, {
		log: backend.log,
		store,
		work: createOrderedWork({ store, log: backend.logWork }),
		gateway: createSimulatedGateway({ clock, ledger, ...gateway }),
		clock,
		report,
		tracing,
	});
	process.on("message", (message: RoleOrders | Instruction) => {
		if (message.kind === "producer" && options.roles.includes("producer")) void setProducer(message.running);
	});
	/** As somebody does who means it: the store, where it is recorded, may be away. */
	const setProducer = async (running: boolean): Promise<void> => {
		for (;;) {
			try {
				await roles.commands.setProducer({ running }, { name: "test", role: "admin" });
				return;
			} catch {
				await clock.sleep(200);
			}
		}
	};
	const timer = setInterval(() => process.send?.({ kind: "status", status: roles.status() }), STATUS_EVERY_MS);
	await Promise.race([stopped.promise, roles.failed]);
	clearInterval(timer);
}
process.off("disconnect", orphaned);
process.disconnect?.();
