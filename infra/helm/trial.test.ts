import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { CHART, egressPorts, HAS_HELM, isHook, named, ofKind, secretValues, textOf } from "./charts.ts";
import { environment, workloads } from "./pods.ts";
import { type Chart, render } from "./render.ts";

const serviceSchema = z.looseObject({ image: z.string(), environment: z.record(z.string(), z.unknown()).default({}) });
const composeSchema = z.looseObject({ services: z.looseObject({ kafka: serviceSchema, couchbase: serviceSchema }) });

describe.skipIf(!HAS_HELM)(CHART, () => {
	describe("the self-contained trial", () => {
		const chart: Chart = { file: "self-contained.yaml" };
		const objects = () => render(chart);

		it("runs the images and the Kafka settings of compose.yaml", () => {
			const { services } = composeSchema.parse(parse(textOf("../compose.yaml"), { merge: true }));
			const [kafka, couchbase] = ["shop-kafka", "shop-couchbase"].map(
				(name) => workloads([named(objects(), "StatefulSet", name)])[0]?.containers[0],
			);
			expect([kafka?.image, couchbase?.image]).toEqual([services.kafka.image, services.couchbase.image]);
			// Where it listens and writes differs, and how much memory it has.
			const differs = /LISTENER|VOTERS|LOG_DIRS|HEAP/;
			const settings = Object.entries(services.kafka.environment).filter(([name]) => name.startsWith("KAFKA_") && !differs.test(name));
			expect(settings.length).toBeGreaterThan(8);
			expect(kafka === undefined ? {} : environment(kafka)).toMatchObject(
				Object.fromEntries(settings.map(([name, value]) => [name, String(value)])),
			);
		});

		it("gives each one pod, a volume that is deleted with the release, and a headless Service", () => {
			for (const name of ["shop-kafka", "shop-couchbase"]) {
				expect(named(objects(), "StatefulSet", name).spec).toMatchObject({
					replicas: 1,
					serviceName: `${name}-pods`,
					persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" },
					volumeClaimTemplates: [{ spec: { resources: { requests: { storage: "5Gi" } } } }],
				});
				expect(named(objects(), "Service", `${name}-pods`).spec).toMatchObject({ clusterIP: "None", publishNotReadyAddresses: true });
			}
		});

		it("connects the daemons to Services that have an endpoint only when Kafka or Couchbase is ready", () => {
			const values = secretValues(objects());
			expect(values).toMatchObject({
				bootstrap_servers: "shop-kafka:9092",
				host: "shop-couchbase",
				username: "Administrator",
				bucket: "order_analytics",
			});
			for (const name of ["shop-kafka", "shop-couchbase"]) {
				const { spec } = named(objects(), "Service", name);
				expect(spec).toMatchObject({ selector: { "app.kubernetes.io/name": name.replace("shop-", "") } });
				expect(spec).not.toHaveProperty("clusterIP");
				expect(spec).not.toHaveProperty("publishNotReadyAddresses");
			}
		});

		it("initializes Couchbase and sets it up in the release, by the name of its pod, ready or not", () => {
			const job = named(objects(), "Job", "shop-couchbase-setup-1");
			expect(isHook(job)).toBe(false);
			const [workload] = workloads([job]);
			const [cluster, setup] = workload?.containers ?? [];
			const script = cluster?.args[0] ?? "";
			const host = "shop-couchbase-0.shop-couchbase-pods";
			expect([...new Set(script.match(/http:\/\/[^/ ]+/g))]).toEqual([`http://${host}:8091`]);
			expect(script).toContain("cluster-init");
			expect(spawnSync("bash", ["-n"], { input: script, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
			expect(setup?.args).toEqual(["couchbase-setup.js"]);
			expect(setup === undefined ? {} : environment(setup)).toMatchObject({
				COUCHBASE_HOST: host,
				COUCHBASE_BUCKET: expect.stringContaining("/bucket"),
			});
		});

		it("is reachable only for the release's daemons, its setup and itself", () => {
			for (const app of ["kafka", "couchbase"]) {
				const selector = (name: string) => ({
					podSelector: { matchLabels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": "shop" } },
				});
				expect(named(objects(), "NetworkPolicy", `shop-${app}`).spec).toMatchObject({
					...selector(app),
					policyTypes: ["Ingress", "Egress"],
					ingress: [{ from: [selector("orderdeck"), selector(app)] }],
				});
			}
			const policy = named(render({ ...chart, values: { networkPolicy: { egressPorts: [] } } }), "NetworkPolicy", "shop");
			expect(egressPorts(policy)).toEqual([9092, 8091, 8092, 8093, 11210]);
		});

		it("is not selected by what selects the daemons", () => {
			for (const { object, labels } of workloads(objects())) {
				if (object.kind === "StatefulSet") expect(labels["app.kubernetes.io/name"]).not.toBe("orderdeck");
			}
		});

		it("may run one of the two beside an existing other", () => {
			const kafka: Chart = { file: "trial.yaml", values: { trial: { kafka: { enabled: true } } } };
			expect(ofKind(kafka, "StatefulSet").map(({ metadata }) => metadata.name)).toEqual(["shop-kafka"]);
			expect(secretValues(render(kafka))).toMatchObject({ bootstrap_servers: "shop-kafka:9092", host: "couchbase.couchbase" });
			expect(render(kafka).filter(isHook).length).toBeGreaterThan(0);
		});
	});
});
