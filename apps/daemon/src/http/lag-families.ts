/** Metrics of consumer lag, its status and the burn rate of its objective. What is unknown is absent. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { LAG_STATUSES } from "@orderdeck/contracts/lag/words";
import type { LagSampler } from "../live/lag-sampler.ts";
import { type Family, gauge } from "./metric-family.ts";

export function lagFamilies(lag: Pick<LagSampler, "latest" | "consumption">): Record<string, Family> {
	const groups = lag.latest()?.groups ?? [];
	return {
		kafka_consumergroup_lag: {
			kind: "gauge",
			help: "Records that a group has not consumed and can read. Absent where it never committed, or could not be read.",
			labels: ["group", "topic", "partition"],
			samples: groups.flatMap(({ group, partitions }) =>
				partitions.flatMap(({ topic, partition, lag }) =>
					typeof lag === "number" ? [[{ group, topic, partition: String(partition) }, lag] as const] : [],
				),
			),
		},
		kafka_consumergroup_group_lag_seconds: {
			kind: "gauge",
			help: "Age of the oldest record that a group has not consumed.",
			labels: ["group"],
			samples: groups.flatMap(({ group, lag_seconds }) => (lag_seconds === null ? [] : [[{ group }, lag_seconds] as const])),
		},
		orderdeck_group_status: {
			kind: "gauge",
			help: "1 for the status of a group, 0 for the others; absent while it is UNKNOWN.",
			labels: ["group", "status"],
			samples: groups.flatMap(statusSamples),
		},
		orderdeck_group_objective_seconds: gauge("The lag objective of a group.", groups, ({ objective }) => objective.seconds),
		...consumptionFamilies(lag),
		orderdeck_waiting_orders: gauge("Orders waiting behind a group, at least.", groups, ({ waiting }) => waiting.orders),
		orderdeck_waiting_amount: {
			kind: "gauge",
			help: "Money waiting behind a group, at least, by currency, in units of it.",
			labels: ["group", "currency"],
			samples: groups.flatMap(({ group, waiting: { amount, currency, by_currency } }) =>
				Object.entries({ [currency]: amount, ...by_currency }).map(([code, sum]) => [{ group, currency: code }, sum] as const),
			),
		},
	};
}

function statusSamples({ group, status: current }: GroupLag): Family["samples"] {
	if (current === "UNKNOWN") return [];
	return LAG_STATUSES.filter((status) => status !== "UNKNOWN").map((status) => [{ group, status }, status === current ? 1 : 0]);
}

function consumptionFamilies(lag: Pick<LagSampler, "consumption">): Record<string, Family> {
	const groups = [...lag.consumption()];
	return {
		orderdeck_consumed_records_total: {
			kind: "counter",
			help: "Records that a group has consumed since this daemon's start.",
			labels: ["group"],
			samples: groups.map(([group, { consumed }]) => [{ group }, consumed]),
		},
		orderdeck_consumed_within_objective_total: {
			kind: "counter",
			help: "Those of them that were at most as old as the group's objective.",
			labels: ["group"],
			samples: groups.map(([group, { within }]) => [{ group }, within]),
		},
	};
}
