import { describe, expect, it } from "vitest";
import { z } from "zod";
import { CHART, DEFAULTS, egressPorts, HAS_HELM, IMAGE, named, ofKind, withValues } from "./charts.ts";
import { environments } from "./pods.ts";
import { type Chart, render } from "./render.ts";

describe.skipIf(!HAS_HELM)(CHART, () => {
	describe("the ingress", () => {
		const ingress = (chart: Chart) => named(render(chart), "Ingress", "shop");

		it("of nginx does not buffer streams, returns to the same pod, and has a certificate", () => {
			expect(ingress({ file: "cloud.yaml" })).toMatchObject({
				metadata: {
					annotations: {
						"nginx.ingress.kubernetes.io/proxy-buffering": "off",
						"nginx.ingress.kubernetes.io/affinity": "cookie",
						"nginx.ingress.kubernetes.io/proxy-read-timeout": "300",
					},
				},
				spec: { ingressClassName: "nginx", tls: [{ hosts: ["orderdeck.example.com"], secretName: "orderdeck-tls" }] },
			});
		});

		it("of AWS checks liveness, returns to the same pod, redirects to HTTPS, and has its certificate from ACM", () => {
			const { metadata, spec } = ingress({ file: "eks.yaml" });
			expect(metadata.annotations).toMatchObject({
				"alb.ingress.kubernetes.io/target-type": "ip",
				"alb.ingress.kubernetes.io/healthcheck-path": "/healthz",
				"alb.ingress.kubernetes.io/listen-ports": '[{"HTTP":80},{"HTTPS":443}]',
				"alb.ingress.kubernetes.io/ssl-redirect": "443",
				"alb.ingress.kubernetes.io/target-group-attributes": expect.stringContaining("stickiness.enabled=true"),
				"alb.ingress.kubernetes.io/certificate-arn": expect.stringMatching(/^arn:aws:acm:/),
			});
			expect(Object.keys(metadata.annotations).filter((name) => name.startsWith("nginx."))).toEqual([]);
			expect(spec).not.toHaveProperty("tls");
			expect(spec).toMatchObject({ ingressClassName: "alb" });
		});

		it.each([
			["cloud.yaml", "nginx.ingress.kubernetes.io/proxy-read-timeout", "120"],
			["eks.yaml", "alb.ingress.kubernetes.io/load-balancer-attributes", "idle_timeout.timeout_seconds=120,"],
		])("with %s keeps an idle connection for as long as configured, the API five seconds longer", (file, annotation, value) => {
			const chart = { file, values: { ingress: { idleSeconds: 120 } } };
			expect(ingress(chart).metadata.annotations[annotation]).toMatch(new RegExp(`^${value}`));
			expect(environments(chart)).toMatchObject({ api: { KEEP_ALIVE_SECONDS: "125" } });
		});

		it("is trusted by the API alone", () => {
			const trusting = (chart: Chart) =>
				Object.entries(environments(chart)).flatMap(([role, env]) => (env.TRUST_PROXY === undefined ? [] : [[role, env.TRUST_PROXY]]));
			expect(trusting({ file: "cloud.yaml" })).toEqual([["api", "uniquelocal"]]);
			expect(trusting({ file: "eks.yaml" })).toEqual([["api", "10.0.0.0/16"]]);
			expect(trusting(DEFAULTS)).toEqual([]);
		});

		it("takes annotations instead of its own and in addition", () => {
			const annotations = { "nginx.ingress.kubernetes.io/affinity": "none", "example.com/team": "orders" };
			expect(ingress({ file: "cloud.yaml", values: { ingress: { annotations } } }).metadata.annotations).toMatchObject(annotations);
		});

		it("of another class has only the configured annotations", () => {
			expect(ingress({ file: "cloud.yaml", values: { ingress: { className: "traefik" } } }).metadata.annotations).toEqual({});
		});
	});

	describe("the network policy", () => {
		const policy = (chart: Chart, name = "shop") => named(render(chart), "NetworkPolicy", name);
		const peer = (name: string) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });

		it("lets the monitoring reach every daemon, and the ingress only the API", () => {
			const networkPolicy = { ingressNamespace: { "kubernetes.io/metadata.name": null, team: "edge" } };
			const all = { matchLabels: { "app.kubernetes.io/name": "orderdeck", "app.kubernetes.io/instance": "shop" } };
			expect(policy(DEFAULTS).spec).toMatchObject({ podSelector: all, ingress: [{ from: [peer("monitoring")] }] });
			expect(policy(DEFAULTS, "shop-api").spec).toMatchObject({
				podSelector: { matchLabels: { ...all.matchLabels, "app.kubernetes.io/component": "api" } },
				ingress: [{ from: [peer("ingress-nginx")] }],
			});
			expect(policy(withValues({ networkPolicy }), "shop-api").spec).toMatchObject({
				ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: "edge" } } }] }],
			});
		});

		it("of EKS lets only the VPC's network reach the API: a load balancer is no pod", () => {
			expect(policy({ file: "eks.yaml" }, "shop-api").spec).toMatchObject({ ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/16" } }] }] });
		});

		it("lets nobody in where neither namespace nor network is stated", () => {
			const chart = withValues({ networkPolicy: { ingressNamespace: null, monitoringNamespace: null } });
			expect([policy(chart).spec, policy(chart, "shop-api").spec].map((spec) => z.looseObject({}).parse(spec).ingress)).toEqual([
				undefined,
				undefined,
			]);
		});

		it("lets daemons out to Kafka, Couchbase, the collector and the issuer", () => {
			const chart = withValues({
				env: { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector.tracing:4318", OIDC_ISSUER: "https://login.example.com/realm" },
				networkPolicy: { egressPorts: [9092, 11210, 65535] },
			});
			for (const name of ["shop", "shop-couchbase-setup"]) {
				expect(new Set(egressPorts(policy(chart, name)))).toEqual(new Set([9092, 11210, 65535, 443, 4318]));
			}
			for (const env of Object.values(environments(chart))) {
				expect(env).toMatchObject({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector.tracing:4318" });
			}
		});

		it("can be left out", () => {
			for (const file of [undefined, "self-contained.yaml"]) {
				expect(ofKind({ file, values: { image: IMAGE, networkPolicy: { enabled: false } } }, "NetworkPolicy")).toEqual([]);
			}
		});
	});
});
