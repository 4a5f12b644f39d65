import { describe, expect, it } from "vitest";
import { CHART, DEFAULTS, HAS_HELM, IMAGE, withValues } from "./charts.ts";
import { type Chart, refusal } from "./render.ts";

describe.skipIf(!HAS_HELM)(CHART, () => {
	describe("refuses", () => {
		const replicas = (min: number, max: number) => ({ roles: { fraud: { replicas: min, maxReplicas: max } } });
		const trial = (values: unknown) => ({ secrets: { source: "values", values } });
		const token = (value: string) => ({ secrets: { values: { access: { auth_tokens: value } } } });

		it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
			["no image", { image: {} }, /image\.repository is empty.*image\.tag and image\.digest are empty/s],
			["an image without tag and digest", { image: { repository: "orderdeck" } }, /image\.tag and image\.digest are empty/],
			["an image that moves", { image: { ...IMAGE, tag: "latest" } }, /image.*tag/],
			["a digest that is none", { image: { ...IMAGE, digest: "sha256:12" } }, /image.*digest/],
			["a pull policy that does not exist", { image: { ...IMAGE, pullPolicy: "Sometimes" } }, /pullPolicy/],
			["a seventh member of a group", replicas(1, 7), /roles.*fraud.*maxReplicas/],
			["seven pods of a role", { roles: { api: { replicas: 7 } } }, /roles.*api.*replicas/],
			["no pod of a role", { roles: { producer: { replicas: 0 } } }, /roles.*producer.*replicas/],
			["a minimum above the maximum", replicas(6, 4), /roles\.fraud\.replicas is 6, more than roles\.fraud\.maxReplicas, which is 4/],
			[
				"a minimum of the API above its maximum",
				{ roles: { api: { replicas: 6 } }, autoscaling: { kind: "keda" } },
				/roles\.api\.replicas is 6, more than autoscaling\.api\.maxReplicas, which is 4/,
			],
			["a maximum for a role that is not scaled", { roles: { producer: { maxReplicas: 2 } } }, /producer.*maxReplicas/s],
			["a role that does not exist", { roles: { billing: { enabled: true } } }, /billing/],
			["a group, which is fixed", { roles: { fraud: { group: "other" } } }, /group/],
			["resources without a memory limit", { resources: { limits: { memory: null } } }, /resources.*limits.*memory/s],
			["memory in a unit that cannot be summed", { resources: { requests: { memory: "1000k" } } }, /resources.*requests.*memory/],
			["a log level that does not exist", { logLevel: "verbose" }, /logLevel/],
			["a variable's name that is none", { env: { "log-level": "info" } }, /log-level/],
			["a variable that is a number", { env: { PAYMENT_LATENCY_MS: 100 } }, /PAYMENT_LATENCY_MS/],
			["a variable that the chart sets", { env: { HOST: "::" } }, /env\.HOST: .*ROLES, HOST, PORT/],
			["one for a role", { roles: { api: { env: { COUCHBASE_PASSWORD: "x" } } } }, /roles\.api\.env\.COUCHBASE_PASSWORD/],
			["one that follows from the ingress", { env: { KEEP_ALIVE_SECONDS: "5" }, ingress: { enabled: true } }, /env\.KEEP_ALIVE_SECONDS/],
			["a source of secrets that does not exist", { secrets: { source: "vault" } }, /secrets.*source/],
			["a token instead of its hash", token("me:admin:secret"), /auth_tokens/],
			["a role of access that does not exist", token(`me:root:${"0".repeat(64)}`), /auth_tokens/],
			[
				"secrets from values that are empty",
				trial({}),
				/secrets\.values\.couchbase\.host is empty.*confluent\.api_key is empty.*access\.auth_tokens is empty.*or env\.OIDC_ISSUER for all roles/s,
			],
			["a refresh interval without unit", { secrets: { external: { refreshInterval: "60" } } }, /refreshInterval/],
			["a store of an unknown kind", { secrets: { external: { store: { kind: "Vault" } } } }, /store.*kind/],
			["scaling of an unknown kind", { autoscaling: { kind: "vpa" } }, /autoscaling.*kind/],
			["a lag of zero records", { autoscaling: { lagPerReplica: 0 } }, /lagPerReplica/],
			["an idle time that the AWS load balancer cannot have", { ingress: { idleSeconds: 4001 } }, /idleSeconds/],
			[
				"an ingress without the API",
				{ ingress: { enabled: true }, roles: { api: { enabled: false } } },
				/ingress\.enabled needs roles\.api\.enabled/,
			],
			["a port that is none", { networkPolicy: { egressPorts: [65536] } }, /egressPorts/],
			["a network that is none", { networkPolicy: { ingressCidrs: ["10.0.0.1"] } }, /ingressCidrs/],
			[
				"a trial beside existing secrets",
				{ trial: { kafka: { enabled: true } }, kafka: { sasl: false } },
				/trial\.kafka\.enabled needs secrets\.source: values/,
			],
			["a trial's Kafka with credentials", { trial: { kafka: { enabled: true } } }, /trial\.kafka\.enabled needs kafka\.sasl: false/],
			[
				"a trial's Kafka that KEDA cannot reach",
				{ trial: { kafka: { enabled: true } }, autoscaling: { kind: "keda" } },
				/needs autoscaling\.kind none or hpa/,
			],
			[
				"an AWS load balancer that the network policy stops",
				{ ingress: { enabled: true, className: "alb" } },
				/className alb needs networkPolicy\.ingressCidrs/,
			],
			["an image of the trial without tag", { trial: { couchbase: { image: "localhost:5000/couchbase" } } }, /trial.*couchbase.*image/],
			["an image of the trial that moves", { trial: { kafka: { image: "apache/kafka:latest" } } }, /trial.*kafka.*image/],
			["a value that is misspelt", { monitorng: { rules: true } }, /monitorng/],
			["a part that is removed", { env: null }, /env/],
		])("%s", (_what, values, message) => {
			expect(refusal(withValues(values))).toMatch(message);
		});

		it("a scrape without its token, or with one that the API refuses", () => {
			const withToken = (metrics_token: string): Chart => ({
				file: "trial.yaml",
				values: { monitoring: { serviceMonitor: true }, secrets: { values: { access: { metrics_token } } } },
			});
			expect(refusal(withToken("orderdeck-local"))).toBeUndefined();
			expect(refusal(withToken(""))).toMatch(/secrets\.values\.access\.metrics_token is empty/);
			expect(refusal(withToken("another"))).toMatch(/auth_tokens has no entry with its SHA-256/);
			const withIssuer = (access: Readonly<Record<string, string>>): Chart => ({
				file: "trial.yaml",
				values: { env: { OIDC_ISSUER: "https://login.example.com" }, secrets: { values: { access: { auth_tokens: "", ...access } } } },
			});
			expect(refusal(withIssuer({ metrics_token: "" }))).toBeUndefined();
			expect(refusal(withIssuer({ metrics_token: "another" }))).toMatch(/auth_tokens has no entry with its SHA-256/);
		});

		it("a release whose name cannot be a Service's", () => {
			expect(refusal({ ...DEFAULTS, release: "1-shop" })).toMatch(/1-shop does not begin with a letter/);
		});

		it("a cluster that is too old", () => {
			expect(refusal({ ...DEFAULTS, kubeVersion: "1.29.0" })).toMatch(/kubeVersion/);
		});
	});
});
