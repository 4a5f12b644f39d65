/** Some roles of the daemon in a separate process, on Kafka, with the order store that the parent process serves. */
import type { KafkaSettings } from "@orderdeck/core/adapters/kafka/client/settings";
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
export interface RoleConfig {
	readonly kind: "run";
	readonly options: RolesOptions;
	readonly kafka: KafkaConfig;
	readonly settings: Partial<KafkaSettings>;
	readonly gateway: { readonly latencyMs: number; readonly declineRate: number };
	readonly traces: TracesConfig | undefined;
}
/** Later messages from the parent. */
export type Instruction = { readonly kind: "producer"; readonly running: boolean } | { readonly kind: "stop" };

const STATUS_EVERY_MS = 100;
const config = Promise.withResolvers<RoleConfig>();
const stopped = Promise.withResolvers<void>();
process.on("message", (message: RoleConfig | Instruction) => {
	if (message.kind === "run") config.resolve(message);
	else if (message.kind === "stop") stopped.resolve();
});
process.on("SIGTERM", () => stopped.resolve());
// Without its parent it has no store.
const orphaned = () => process.exit(1);
process.on("disconnect", orphaned);

const { options, kafka, settings, gateway, traces } = await config.promise;
const clock = systemClock;
const report = (level: string, event: string, fields: object) => process.stderr.write(`${JSON.stringify({ level, event, ...fields })}\n`);
const { store, ledger } = remotePorts(process);
{
	await using backend = await openKafka(kafka, { clientId: `orderdeck-${options.instance}`, report, settings });
	await using tracing = traces === undefined ? undefined : await openTracing(traces, { system: "kafka", ...options, report });
	await using roles = startRoles(options, {
		log: backend.log,
		store,
		work: createOrderedWork({ store, log: backend.logWork }),
		gateway: createSimulatedGateway({ clock, ledger, ...gateway }),
		clock,
		report,
		tracing,
		// The cluster is the tests' own.
		verify: async () => undefined,
	});
	process.on("message", (message: RoleConfig | Instruction) => {
		if (message.kind === "producer" && options.roles.includes("producer")) void setProducer(message.running);
	});
	/** Repeated until it succeeds: the store, where it is recorded, may be unavailable. */
	const setProducer = async (running: boolean): Promise<void> => {
		for (;;) {
			try {
				await roles.execute("setProducer", { running }, { actor: { name: "test", role: "admin" } });
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
