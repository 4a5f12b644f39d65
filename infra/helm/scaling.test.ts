import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { GROUPS, PARTITIONS } from "../../packages/contracts/src/topics.ts";
import { rules } from "../observability/files.ts";
import { CHART, DEFAULTS, HAS_HELM, named, ofKind, textOf, withValues } from "./charts.ts";
import { type Chart, manifests, render } from "./render.ts";

const RECORDED_LAG = "group:kafka_consumergroup_lag:sum";
const adapterSchema = z.looseObject({ rules: z.looseObject({ external: z.array(z.unknown()) }) });

describe.skipIf(!HAS_HELM)(CHART, () => {
	describe("scaling", () => {
		it("with KEDA follows the lag of each group, up to its partitions, and never goes down while the lag is unknown", () => {
			const scaled = ofKind({ file: "cloud.yaml" }, "ScaledObject");
			expect(scaled).toHaveLength(Object.keys(GROUPS).length);
			for (const [role, consumerGroup] of Object.entries(GROUPS)) {
				expect(named(scaled, "ScaledObject", `shop-${role}`).spec).toMatchObject({
					scaleTargetRef: { name: `shop-${role}` },
					minReplicaCount: 1,
					maxReplicaCount: PARTITIONS,
					fallback: { replicas: 1, behavior: "currentReplicasIfHigher" },
					triggers: [{ type: "kafka", metricType: "AverageValue", metadata: { consumerGroup, lagThreshold: "5000" } }],
				});
			}
		});

		it("without KEDA uses the recorded lag of each group, and the API's processor", () => {
			const autoscalers = ofKind({ file: "hpa.yaml" }, "HorizontalPodAutoscaler");
			expect(autoscalers).toHaveLength(6);
			for (const [role, group] of Object.entries(GROUPS)) {
				expect(named(autoscalers, "HorizontalPodAutoscaler", `shop-${role}`).spec).toMatchObject({
					minReplicas: 1,
					maxReplicas: PARTITIONS,
					metrics: [
						{
							external: {
								metric: { name: RECORDED_LAG, selector: { matchLabels: { group } } },
								target: { type: "AverageValue", averageValue: "5000" },
							},
						},
					],
				});
			}
			expect(named(autoscalers, "HorizontalPodAutoscaler", "shop-api").spec).toMatchObject({ minReplicas: 2, maxReplicas: 4 });
		});

		it("has a metrics adapter that serves the recorded lag under the same name", async () => {
			const adapter = adapterSchema.parse(parse(textOf("values/prometheus-adapter.yaml")));
			expect(adapter.rules.external).toEqual([
				{
					seriesQuery: `{__name__="${RECORDED_LAG}"}`,
					resources: { namespaced: false },
					metricsQuery: "max by (group) (<<.Series>>{<<.LabelMatchers>>})",
				},
			]);
			expect((await rules()).map(({ record }) => record)).toContain(RECORDED_LAG);
		});

		it.each(["keda", "hpa"])("with %s leaves the number of pods to the autoscalers", (kind) => {
			const replicas = ofKind(withValues({ autoscaling: { kind } }), "Deployment").filter(
				({ spec }) => z.looseObject({}).parse(spec).replicas !== undefined,
			);
			expect(replicas.map(({ metadata }) => metadata.name)).toEqual(["shop-producer"]);
		});

		it("is off unless it is configured, also in a trial", () => {
			for (const chart of [DEFAULTS, { file: "trial.yaml" }]) {
				expect(render(chart).filter(({ kind }) => /Scale/i.test(kind))).toEqual([]);
				expect(named(render(chart), "Deployment", "shop-api").spec).toMatchObject({ replicas: 2 });
			}
		});

		it("writes large numbers as whole numbers", () => {
			for (const kind of ["keda", "hpa"]) {
				const chart = withValues({ autoscaling: { kind, lagPerReplica: 5_000_000 } });
				expect(manifests(chart)).toContain('"5000000"');
				expect(manifests(chart)).not.toMatch(/e\+0/);
			}
		});
	});

	describe("the quota", () => {
		const hard = (chart: Chart) => named(render(chart), "ResourceQuota", "shop").spec;

		it("allows every role at its maximum while all its former pods drain, and the setup", () => {
			// producer 1, five groups 6 each, api 4: 35, twice; 1 for the setup.
			expect(hard({ file: "eks.yaml" })).toEqual({
				hard: { pods: "71", "requests.cpu": "17750m", "requests.memory": "18176Mi", "limits.memory": "36352Mi" },
			});
			// producer 1, five groups 1 each, api 2: 8, twice; 1 for the setup; fraud has resources of its own.
			const resources = { requests: { cpu: 1.5, memory: "1Gi" }, limits: { memory: "2Gi" } };
			expect(hard(withValues({ quota: { enabled: true }, roles: { fraud: { resources } } }))).toEqual({
				hard: { pods: "17", "requests.cpu": "6750m", "requests.memory": "5888Mi", "limits.memory": "11776Mi" },
			});
		});

		it("includes the trial's own Kafka and Couchbase", () => {
			// 7 daemons, twice, 1 setup: 15 with 100m, 256Mi, 512Mi.
			expect(hard({ file: "self-contained.yaml", values: { quota: { enabled: true } } })).toEqual({
				hard: { pods: "17", "requests.cpu": "2250m", "requests.memory": "6144Mi", "limits.memory": "10752Mi" },
			});
		});

		it("comes with resources for containers that have none", () => {
			expect(named(render({ file: "eks.yaml" }), "LimitRange", "shop").spec).toEqual({
				limits: [{ type: "Container", defaultRequest: { cpu: "250m", memory: "256Mi" }, default: { memory: "512Mi" } }],
			});
		});
	});
});
