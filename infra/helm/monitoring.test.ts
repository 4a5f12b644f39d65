import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { CHART, DEFAULTS, HAS_HELM, named, textOf } from "./charts.ts";
import { render } from "./render.ts";

describe.skipIf(!HAS_HELM)(CHART, () => {
	describe("monitoring", () => {
		it("scrapes every daemon with the viewer's token", () => {
			const objects = render({ file: "cloud.yaml" });
			expect(named(objects, "ServiceMonitor", "shop")).toMatchObject({
				metadata: { labels: { release: "prometheus" } },
				spec: {
					selector: { matchLabels: { "app.kubernetes.io/component": "metrics" } },
					endpoints: [
						{ port: "http", path: "/metrics", authorization: { credentials: { name: "orderdeck-access-tokens", key: "metrics_token" } } },
					],
				},
			});
			expect(named(objects, "Service", "shop-metrics")).toMatchObject({
				metadata: { labels: { "app.kubernetes.io/component": "metrics" } },
				spec: { clusterIP: "None", publishNotReadyAddresses: true, ports: [{ name: "http", port: 4400 }] },
			});
		});

		it("has the alert rules and the dashboards of infra/observability", () => {
			const objects = render({ file: "cloud.yaml" });
			expect(named(objects, "PrometheusRule", "shop").spec).toEqual(parse(textOf("../observability/alerts.yaml")));
			const { data } = z.looseObject({ data: z.record(z.string(), z.string()) }).parse(named(objects, "ConfigMap", "shop-dashboards"));
			const folder = "../observability/grafana/dashboards/";
			const files = readdirSync(new URL(folder, import.meta.url));
			expect(Object.keys(data).toSorted()).toEqual(files.toSorted());
			for (const name of files) expect(JSON.parse(data[name] ?? "")).toEqual(JSON.parse(textOf(`${folder}${name}`)));
		});

		it("is off unless it is configured", () => {
			expect(render(DEFAULTS).filter(({ kind }) => ["ServiceMonitor", "PrometheusRule", "ConfigMap"].includes(kind))).toEqual([]);
		});
	});
});
