/** Liveness, readiness and metrics: for machines, outside the API. */
import { withDeadline } from "@orderdeck/core/async/deadline";
import type { DocumentReader } from "@orderdeck/core/ports/documents";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { FastifyInstance } from "fastify";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { requireViewer } from "./context.ts";
import type { Metrics } from "./metrics.ts";

export interface HealthDeps {
	readonly log: Pick<EventLog, "topics">;
	readonly store: DocumentReader;
	readonly pipeline: Pick<Pipeline, "status">;
	readonly metrics: Metrics;
}

interface Dependency {
	readonly ready: boolean;
	/** Why not. */
	readonly reason?: string;
}

/** A dependency that has not responded by then is reported as not ready. */
const CHECK_TIMEOUT_MS = 2_000;

export const METRICS_PATH = "/metrics";

const unlimited = { config: { rateLimit: false } } as const;

export function registerHealth(server: FastifyInstance, deps: HealthDeps): void {
	for (const path of ["/healthz", "/health"]) server.get(path, unlimited, async () => ({ status: "ok" }));

	server.get("/readyz", unlimited, async (request, reply) => {
		const dependencies = await readiness(deps, request.caller?.actor !== undefined);
		const ready = Object.values(dependencies).every((dependency) => dependency.ready);
		return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "not ready", dependencies });
	});

	server.get(METRICS_PATH, async (request, reply) => {
		requireViewer(request);
		return reply.type(deps.metrics.contentType).send(await deps.metrics.render());
	});
}

/** `isViewer`: the pipeline's own reason, which may name hosts and files, is shown to those who may read the API. */
async function readiness({ log, store, pipeline }: HealthDeps, isViewer: boolean): Promise<Readonly<Record<string, Dependency>>> {
	const { ready, reason } = pipeline.status();
	const checks = await Promise.all([
		checked("the log cannot be read", () => log.topics()),
		checked("the store cannot be read", () => store.get("sequences", ["ready"])),
	]);
	return {
		log: checks[0],
		store: checks[1],
		pipeline: ready ? { ready } : { ready, reason: (isViewer ? reason : null) ?? "the pipeline is not ready" },
	};
}

/** The reasons are fixed texts: the driver's message may name hosts and files, and this page needs no token. */
async function checked(reason: string, check: () => Promise<unknown>): Promise<Dependency> {
	try {
		const ready = await withDeadline(
			check().then(() => true),
			CHECK_TIMEOUT_MS,
			() => false,
		);
		return ready ? { ready } : { ready, reason: `${reason} within ${CHECK_TIMEOUT_MS / 1000} s` };
	} catch {
		return { ready: false, reason };
	}
}
