import { describe, expect, it } from "vitest";
import { ROLES } from "../../packages/contracts/src/topics.ts";
import { CHART, DEFAULTS, HAS_HELM, IMAGE, ofKind, withValues } from "./charts.ts";
import { environments, workloads } from "./pods.ts";
import { type Chart, render } from "./render.ts";

describe.skipIf(!HAS_HELM)(CHART, () => {
	describe("each role", () => {
		it("is a Deployment that runs this role, with a disruption budget", () => {
			const roles = Object.entries(environments(DEFAULTS)).map(([component, { ROLES: role }]) => [component, role]);
			expect(roles.toSorted()).toEqual(ROLES.map((role) => [role, role]).toSorted());
			expect(ofKind(DEFAULTS, "PodDisruptionBudget")).toHaveLength(ROLES.length);
		});

		it("can be disabled", () => {
			const chart = withValues({ roles: { producer: { enabled: false } } });
			expect(Object.keys(environments(chart))).not.toContain("producer");
			expect(ofKind(chart, "PodDisruptionBudget")).toHaveLength(ROLES.length - 1);
		});

		it("is restarted only when it is not alive", () => {
			for (const { pod } of workloads(ofKind(DEFAULTS, "Deployment"))) {
				const alive = { httpGet: { path: "/healthz", port: "http" } };
				expect(pod.containers).toMatchObject([{ startupProbe: alive, livenessProbe: alive }]);
			}
		});

		it("waits in a rollout for Kafka and Couchbase, but the API stays reachable without them", () => {
			for (const { pod, role } of workloads(ofKind(DEFAULTS, "Deployment"))) {
				const path = role === "api" ? "/healthz" : "/readyz";
				expect(pod.containers).toMatchObject([{ readinessProbe: { httpGet: { path } } }]);
			}
		});

		it("spreads the pods of one revision over zones and nodes", () => {
			for (const { pod } of workloads(ofKind(DEFAULTS, "Deployment"))) {
				expect(pod).toMatchObject({
					topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
						topologyKey,
						matchLabelKeys: ["pod-template-hash"],
					})),
				});
			}
		});

		it("runs the image by digest if there is one, otherwise by tag", () => {
			const digest = `sha256:${"0".repeat(64)}`;
			const images = (chart: Chart) => new Set(workloads(render(chart)).flatMap(({ containers }) => containers.map(({ image }) => image)));
			expect(images(DEFAULTS)).toEqual(new Set(["registry.example.com/orderdeck:1.2.3"]));
			expect(images(withValues({ image: { ...IMAGE, digest } }))).toEqual(new Set([`registry.example.com/orderdeck@${digest}`]));
		});

		it("drains after the load balancer has stopped routing to it", () => {
			const preStop = (chart: Chart) =>
				Object.fromEntries(workloads(ofKind(chart, "Deployment")).map(({ role, containers }) => [role, containers[0]?.lifecycle]));
			expect(preStop(DEFAULTS)).toMatchObject({ api: { preStop: { sleep: { seconds: 5 } } }, fraud: undefined });
			expect(preStop({ file: "eks.yaml" })).toMatchObject({ api: { preStop: { sleep: { seconds: 20 } } } });
		});
	});
});
