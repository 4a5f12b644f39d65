/** The status of the roles of this process, from their loops and meters. */
import type { Role } from "@orderdeck/contracts/topics";
import { isoOf } from "@orderdeck/core/domain/instant";
import type { OwnStatus } from "@orderdeck/core/domain/service-registry";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { Producer } from "@orderdeck/core/producer/producer";
import type { RunningStep } from "@orderdeck/core/runtime/run-step";
import type { Meter } from "./meters.ts";
import type { GroupCounters, PipelineStatus } from "./pipeline.ts";
import type { RoleSupervisor } from "./role-supervisor.ts";
import type { WriteHealth } from "./write-health.ts";

export interface StepRole {
	readonly role: Role;
	readonly meter: Meter;
	readonly loop: Pick<RunningStep, "group" | "state" | "unreadable" | "done">;
}

export interface RoleStatusDeps {
	readonly steps: readonly StepRole[];
	/** The pause that the group's consumer knows. */
	readonly pauseOf: (group: string) => OwnStatus["pause"];
	/** Undefined where the producer is no role of this process. */
	readonly producer: Pick<Producer, "state"> | undefined;
	readonly producerMeter: Meter;
	readonly supervisor: Pick<RoleSupervisor, "refusalOf" | "refusals">;
	readonly health: Pick<WriteHealth, "problem">;
	readonly process: { readonly instance: string; readonly version: string };
	readonly producerTopic: string;
	readonly clock: Clock;
}

export interface RoleStatus {
	services(): OwnStatus[];
	pipeline(): PipelineStatus;
}

export function createRoleStatus(deps: RoleStatusDeps): RoleStatus {
	const { steps, producer, producerMeter, supervisor, producerTopic } = deps;
	const startedAt = isoOf(deps.clock.now());
	const describe = (role: Role, state: OwnStatus["state"], meter: Meter, unreadable?: string): OwnStatus => {
		const refusal = supervisor.refusalOf(role);
		return {
			role,
			state: refusal === undefined ? state : "stopped",
			...deps.process,
			started_at: startedAt,
			handled: meter.handled,
			per_second: meter.perSecond(),
			retries: meter.retries,
			dead_letters: meter.deadLetters,
			last_error: refusal ?? unreadable ?? meter.lastError,
		};
	};

	function services(): OwnStatus[] {
		const produced = producer?.state();
		if (produced !== undefined) producerMeter.setHandled(produced.produced);
		return [
			...(produced === undefined ? [] : [describe("producer", produced.running ? "running" : "paused", producerMeter)]),
			...steps.map(({ role, loop, meter }) => {
				const pause = deps.pauseOf(loop.group);
				const consumer = { batches: meter.batches, ...(pause === undefined ? {} : { pause }) };
				return { ...describe(role, loop.state(), meter, loop.unreadable()), ...consumer };
			}),
		];
	}

	return {
		services,
		pipeline() {
			const waiting = steps.filter(({ role, loop }) => supervisor.refusalOf(role) === undefined && loop.state() === "backing-off");
			const problem = deps.health.problem();
			const reasons = [
				...supervisor.refusals(),
				...waiting.map(({ loop, meter }) => `${loop.group}: ${meter.lastError ?? "backing off"}`),
				...(problem === undefined ? [] : [problem]),
			];
			return {
				services: services(),
				producer: producer?.state() ?? { running: false, rate: 0, produced: 0, topic: producerTopic },
				groups: steps.map(countersOf),
				ready: reasons.length === 0,
				reason: reasons.length === 0 ? null : reasons.join("; "),
			};
		},
	};
}

function countersOf({ loop, meter }: StepRole): GroupCounters {
	const { handled, batches, retries, deadLetters, durations } = meter;
	return { group: loop.group, paused: loop.state() === "paused", handled, batches, retries, deadLetters, durations: durations.read() };
}
