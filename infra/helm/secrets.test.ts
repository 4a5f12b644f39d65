import { describe, expect, it } from "vitest";
import { CHART, DEFAULTS, HAS_HELM, isHook, named, ofKind, withValues } from "./charts.ts";
import { environments, workloads } from "./pods.ts";
import { type Chart, render } from "./render.ts";

describe.skipIf(!HAS_HELM)(CHART, () => {
	describe("secrets", () => {
		const KEYS = {
			KAFKA_BOOTSTRAP_SERVERS: "orderdeck-confluent-credentials/bootstrap_servers",
			CONFLUENT_API_KEY: "orderdeck-confluent-credentials/api_key",
			CONFLUENT_API_SECRET: "orderdeck-confluent-credentials/api_secret",
			COUCHBASE_HOST: "orderdeck-couchbase-credentials/host",
			COUCHBASE_BUCKET: "orderdeck-couchbase-credentials/bucket",
			COUCHBASE_USERNAME: "orderdeck-couchbase-credentials/username",
			COUCHBASE_PASSWORD: "orderdeck-couchbase-credentials/password",
			AUTH_TOKENS: "orderdeck-access-tokens/auth_tokens",
		};

		it("reach every role from Secrets by fixed keys", () => {
			for (const env of Object.values(environments(DEFAULTS))) expect(env).toMatchObject(KEYS);
		});

		it("may all be in one Secret", () => {
			const secrets = { confluent: "all", couchbase: "all", access: "all" };
			const keys = Object.entries(KEYS).map(([name, key]) => [name, key.replace(/^.*\//, "all/")]);
			for (const env of Object.values(environments(withValues({ secrets })))) expect(env).toMatchObject(Object.fromEntries(keys));

			const trial: Chart = { file: "trial.yaml", values: { secrets } };
			expect(ofKind(trial, "Secret").filter((object) => !isHook(object))).toMatchObject([
				{
					metadata: { name: "all" },
					stringData: { bootstrap_servers: "kafka.kafka:9092", host: "couchbase.couchbase", metrics_token: "orderdeck-local" },
				},
			]);
			const external = named(render({ file: "cloud.yaml", values: { secrets } }), "ExternalSecret", "all");
			expect(external.spec).toMatchObject({
				dataFrom: ["access-tokens", "confluent-credentials", "couchbase-credentials"].map((name) => ({
					extract: { key: `orderdeck-${name}` },
				})),
			});
		});

		it("are not created where they exist", () => {
			expect(render(DEFAULTS).filter(({ kind }) => /Secret$/.test(kind))).toEqual([]);
		});

		it("are fetched by External Secrets from the names that Terraform creates", () => {
			const external = ofKind({ file: "cloud.yaml" }, "ExternalSecret").filter((object) => !isHook(object));
			expect(external.map(({ metadata }) => metadata.name).toSorted()).toEqual([
				"orderdeck-access-tokens",
				"orderdeck-confluent-credentials",
				"orderdeck-couchbase-credentials",
			]);
			for (const { metadata, spec } of external) {
				expect(spec).toMatchObject({ target: { name: metadata.name }, dataFrom: [{ extract: { key: metadata.name } }] });
			}
		});

		it("restart the daemons when values change them", () => {
			const podsOf = (password: string) =>
				workloads(ofKind({ file: "trial.yaml", values: { secrets: { values: { couchbase: { password } } } } }, "Deployment")).map(
					({ object }) => object.spec,
				);
			expect(podsOf("one")).not.toEqual(podsOf("two"));
			expect(podsOf("one")).toEqual(podsOf("one"));
		});

		it("of a Kafka without credentials are not read, and it is accessed in clear", () => {
			for (const env of Object.values(environments({ file: "trial.yaml" }))) {
				expect(env).toMatchObject({ KAFKA_SECURITY_PROTOCOL: "PLAINTEXT" });
				expect(Object.keys(env).filter((name) => name.startsWith("CONFLUENT_"))).toEqual([]);
			}
		});
	});
});
