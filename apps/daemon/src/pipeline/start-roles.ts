/** Starts the roles as soon as log and store can be reached, and says until then what is missing. */
import { AppError } from "@orderdeck/contracts/errors";
import type { Commands } from "@orderdeck/core/commands/commands";
import { StoreError } from "@orderdeck/core/ports/errors";
import type { PipelineStatus } from "./pipeline.ts";
import { type RolesDeps, type RolesOptions, type RunningRoles, runRoles } from "./run-roles.ts";

export interface StartingRoles extends RunningRoles {
	/** The first try is over: the roles run, or wait for what is away. Rejects with what does not pass by itself. */
	readonly tried: Promise<void>;
}

const FIRST_WAIT_MS = 250;
const MOST_WAIT_MS = 5_000;

export function startRoles(options: RolesOptions, deps: RolesDeps): StartingRoles {
	const stop = new AbortController();
	const tried = Promise.withResolvers<void>();
	const failed = Promise.withResolvers<never>();
	failed.promise.catch(() => undefined);
	let roles: RunningRoles | undefined;
	let reason = "starting";

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
		for (let waitMs = FIRST_WAIT_MS; !stop.signal.aborted && !(await attempt()); waitMs = Math.min(2 * waitMs, MOST_WAIT_MS)) {
			tried.resolve();
			await deps.clock.sleep(waitMs * (0.5 + deps.clock.random() / 2), stop.signal);
		}
		tried.resolve();
	}

	const running = run().catch((error: unknown) => {
		tried.reject(error);
		failed.reject(error);
	});
	const started = (): Commands => {
		if (roles === undefined) throw new AppError("UNAVAILABLE", `The pipeline has not started yet: ${reason}`);
		return roles.commands;
	};

	return {
		tried: tried.promise,
		failed: failed.promise,
		commands: {
			createOrder: async (...args) => started().createOrder(...args),
			cancelOrder: async (...args) => started().cancelOrder(...args),
			restock: async (...args) => started().restock(...args),
			setProducer: async (...args) => started().setProducer(...args),
			startReplay: async (...args) => started().startReplay(...args),
			cancelReplay: async (...args) => started().cancelReplay(...args),
		},
		status: () => roles?.status() ?? waitingStatus(options, reason),
		async [Symbol.asyncDispose]() {
			stop.abort();
			await running;
			await roles?.[Symbol.asyncDispose]();
		},
	};
}

function waitingStatus({ producer }: RolesOptions, reason: string): PipelineStatus {
	return { services: [], groups: [], producer: { running: false, rate: 0, produced: 0, topic: producer.topic }, ready: false, reason };
}
