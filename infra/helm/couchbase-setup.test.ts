import { describe, expect, it } from "vitest";
import { CHART, DEFAULTS, HAS_HELM, isHook, named, ofKind, SETS, withValues } from "./charts.ts";
import { workloads } from "./pods.ts";
import { type KubeObject, render } from "./render.ts";

describe.skipIf(!HAS_HELM)(CHART, () => {
	describe("the setup of Couchbase", () => {
		const NAME = "shop-couchbase-setup";

		it.each(SETS.filter(([name]) => name !== "self-contained.yaml"))(
			"runs before the daemons with %s, and is deleted after",
			(_name, chart) => {
				const hooks = render(chart).filter(isHook);
				expect(hooks.map(({ metadata }) => metadata.name)).toEqual(hooks.map(() => NAME));
				for (const { metadata } of hooks) {
					expect(metadata.annotations).toMatchObject({
						"helm.sh/hook": "pre-install,pre-upgrade",
						"helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded",
					});
				}
				// What the Job needs is created before it, and it needs nothing of the release.
				const weight = ({ metadata }: KubeObject) => Number(metadata.annotations["helm.sh/hook-weight"] ?? 0);
				const job = named(hooks, "Job", NAME);
				for (const other of hooks.filter((each) => each !== job)) expect(weight(other)).toBeLessThan(weight(job));
				expect(hooks.map(({ kind }) => kind)).toContain("NetworkPolicy");
				expect(workloads([job]).map(({ pod }) => pod.serviceAccountName)).toEqual([undefined]);
			},
		);

		it("reads a Secret of its own where the release creates them", () => {
			expect(ofKind({ file: "trial.yaml" }, "Secret").filter(isHook)).toMatchObject([
				{ metadata: { name: NAME }, stringData: { host: "couchbase.couchbase", password: "for-a-trial-only" } },
			]);
			expect(ofKind({ file: "cloud.yaml" }, "ExternalSecret").filter(isHook)).toMatchObject([
				{ metadata: { name: NAME }, spec: { target: { name: NAME }, dataFrom: [{ extract: { key: "orderdeck-couchbase-credentials" } }] } },
			]);
			expect(render(DEFAULTS).filter((object) => isHook(object) && /Secret$/.test(object.kind))).toEqual([]);
		});

		it("is not repeated when an operator must change something", () => {
			expect(named(render(DEFAULTS), "Job", NAME).spec).toMatchObject({
				podFailurePolicy: { rules: [{ action: "FailJob", onExitCodes: { containerName: "setup", operator: "In", values: [2] } }] },
				template: { spec: { restartPolicy: "Never" } },
			});
		});

		it("can be left out", () => expect(render(withValues({ couchbase: { setup: false } })).filter(isHook)).toEqual([]));
	});
});
