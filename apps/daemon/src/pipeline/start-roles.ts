/** Verifies the backend, starts the roles as soon as log and store can be reached, and reports until then what is unavailable. */
import { once } from "node:events";
import { AppError } from "@orderdeck/contracts/errors";
import { backoffMs } from "@orderdeck/core/async/backoff";
import { StoreError } from "@orderdeck/core/ports/errors";
import type { PipelineStatus } from "./pipeline.ts";
import { type RolesDeps, type RolesOptions, type RunningRoles, runRoles } from "./run-roles.ts";

export interface StartingRoles extends RunningRoles {
	/** The first try is over: the roles run, or wait for what is unavailable. Rejects with an error that is not transient. */
	readonly tried: Promise<void>;
}

export interface StartingDeps extends RolesDeps {
	/** As Backend.verify: nothing is written before it has resolved. */
	verify(): Promise<void>;
}

const BACKOFF = { baseMs: 125, maxMs: 5_000 };

export function startRoles(options: RolesOptions, deps: StartingDeps): StartingRoles {
	const stop = new AbortController();
	const tried = Promise.withResolvers<void>();
	const failed = Promise.withResolvers<never>();
	failed.promise.catch(() => undefined);
	let roles: RunningRoles | undefined;
	let reason = "the log or the store has not responded yet";

	async function attempt(): Promise<boolean> {
		try {
			roles = await runRoles(options, deps);
			roles.failed.catch(failed.reject);
			return true;
		} catch (error) {
			if (!(error instanceof StoreError && error.code === "UNAVAILABLE")) throw error;
			if (reason !== error.message) deps.report("warn", "waiting_to_start", { reason: error.message });
			reason = error.message;
			return false;
		}
	}

	async function run(): Promise<void> {
		await Promise.race([deps.verify(), aborted(stop.signal)]);
		for (let tries = 1; !stop.signal.aborted && !(await attempt()); tries += 1) {
			tried.resolve();
			await deps.clock.sleep(backoffMs(tries, BACKOFF, deps.clock.random), stop.signal);
		}
		tried.resolve();
	}

	const running = run().catch((error: unknown) => {
		tried.reject(error);
		failed.reject(error);
	});

	return {
		tried: tried.promise,
		failed: failed.promise,
		async execute(...call) {
			if (roles === undefined) throw new AppError("UNAVAILABLE", `The pipeline has not started yet: ${reason}`);
			return roles.execute(...call);
		},
		async recordRefusal(...call) {
			await roles?.recordRefusal(...call);
		},
		status: () => roles?.status() ?? waitingStatus(options, reason),
		async [Symbol.asyncDispose]() {
			stop.abort();
			await running;
			await roles?.[Symbol.asyncDispose]();
		},
	};
}

async function aborted(signal: AbortSignal): Promise<void> {
	if (!signal.aborted) await once(signal, "abort");
}

function waitingStatus({ producer }: RolesOptions, reason: string): PipelineStatus {
	return { services: [], groups: [], producer: { running: false, rate: 0, produced: 0, topic: producer.topic }, ready: false, reason };
}
