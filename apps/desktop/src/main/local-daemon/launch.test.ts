import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { daemonEnvironment } from "./launch.ts";

const SETTINGS = { port: 4400, dataDir: "/data" };
const OWN = { HOST: "127.0.0.1", PORT: "4400", DATA_DIR: "/data" };
const SHOP = {
	PRODUCER_RATE: "5",
	PRODUCER_SEED: "7",
	SLEEP_SECONDS: "1",
	PAYMENT_LATENCY_MS: "1",
	PAYMENT_DECLINE_RATE: "0",
	SHIP_DISPATCH_MS: "1",
	SHIP_DELIVER_MS: "1",
	RESTOCK_DELAY_MS: "1",
	LOG_LEVEL: "warn",
	LOG_RETENTION_HOURS: "1",
};

describe("the daemon of this machine", () => {
	it("gets what a process needs of its system, and how the shop behaves", () => {
		const linux = { PATH: "/bin", HOME: "/home/ann", TMPDIR: "/tmp", LANG: "de_DE.UTF-8", LC_TIME: "C", TZ: "UTC", ...SHOP };
		expect(daemonEnvironment(linux, SETTINGS)).toEqual({ ...linux, ...OWN });
		const windows = { Path: "C:\\Windows", SystemRoot: "C:\\Windows", TEMP: "C:\\Temp", USERPROFILE: "C:\\Users\\ann" };
		expect(daemonEnvironment(windows, SETTINGS)).toEqual({ ...windows, ...OWN });
	});

	it("gets no server, credential, collector, role or folder of the shell that the app was started from", () => {
		const readme = readFileSync(new URL("../../../../../README.md", import.meta.url), "utf8");
		const documented = [...readme.matchAll(/^\| (`[A-Z_`, ]+`) \|/gm)].flatMap(([, names = ""]) => names.match(/[A-Z][A-Z_]+/g) ?? []);
		expect(documented).toEqual(expect.arrayContaining(["AUTH_TOKENS", "KAFKA_BOOTSTRAP_SERVERS", "COUCHBASE_PASSWORD"]));
		const others = [
			"OIDC_ISSUER",
			"OIDC_CLIENT_SECRET",
			"CONFLUENT_CLOUD_API_KEY",
			"KAFKA_REST_URL",
			"COUCHBASE_ANYTHING",
			"AWS_SECRET_ACCESS_KEY",
		];
		const process = [
			"NODE_OPTIONS",
			"NODE_EXTRA_CA_CERTS",
			"ELECTRON_RUN_AS_NODE",
			"INIT_CWD",
			"LD_PRELOAD",
			"HTTPS_PROXY",
			"npm_config_cache",
		];
		const given = Object.fromEntries([...documented, ...others, ...process].map((name) => [name, "of the shell"]));
		const { HOST, PORT, DATA_DIR, ...passed } = daemonEnvironment({ ...given, LC_ALL: undefined }, SETTINGS);
		expect({ HOST, PORT, DATA_DIR }).toEqual(OWN);
		expect(Object.keys(passed).filter((name) => !(name in SHOP) && !["BASE_CURRENCY", "BUSINESS_TIME_ZONE"].includes(name))).toEqual([]);
	});

	it("gets none of another prefix either, whatever comes after it", () => {
		const prefix = fc.constantFrom(
			"KAFKA_",
			"COUCHBASE_",
			"CONFLUENT_",
			"OIDC_",
			"OTEL_",
			"AUTH_",
			"AWS_",
			"TOPIC_",
			"ENVIRONMENT_",
			"CLOUDWATCH_",
		);
		const name = fc.tuple(prefix, fc.stringMatching(/^[A-Z_]{0,20}$/)).map((parts) => parts.join(""));
		fc.assert(
			fc.property(fc.dictionary(name, fc.string()), (env) => {
				expect(daemonEnvironment(env, SETTINGS)).toEqual(OWN);
			}),
		);
	});
});
