import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, isLoopback, readConfig } from "./config.ts";

const HASH = "a".repeat(64);

/** The lines of the refusal; fails when the environment is accepted. */
function refusal(env: Record<string, string>): readonly string[] {
	try {
		readConfig(env);
	} catch (error) {
		if (error instanceof ConfigError) return error.lines;
		throw error;
	}
	throw new Error("was accepted");
}

describe("readConfig", () => {
	it("runs embedded with all roles when nothing is set", () => {
		expect(readConfig({})).toEqual({
			host: "127.0.0.1",
			keepAliveSeconds: 65,
			port: 4400,
			dataDir: resolve(".orderdeck"),
			roles: ["producer", "fraud", "payments", "inventory", "shipping", "analytics", "api"],
			topicName: "orders",
			producerRate: 0.5,
			producerSeed: undefined,
			paymentLatencyMs: 100,
			paymentDeclineRate: 0.02,
			shipDispatchMs: 2000,
			shipDeliverMs: 5000,
			restockDelayMs: 10_000,
			baseCurrency: "USD",
			businessTimeZone: "UTC",
			logLevel: "info",
			logRetentionHours: 168,
			lagObjectiveSeconds: 30,
			tokens: [],
			oidc: undefined,
			environment: { name: undefined, kind: undefined },
			cloudWatchProject: undefined,
			traces: undefined,
			trustProxy: undefined,
			kafka: undefined,
			couchbase: undefined,
		});
	});

	it("takes a relative DATA_DIR from where npm was called, not from inside the workspace", () => {
		expect(readConfig({ INIT_CWD: "/home/me/project", DATA_DIR: "data" }).dataDir).toBe("/home/me/project/data");
		expect(readConfig({ INIT_CWD: "/home/me/project", DATA_DIR: "/var/lib/orderdeck" }).dataDir).toBe("/var/lib/orderdeck");
	});

	it.each([
		[{ SLEEP_SECONDS: "4" }, { producerRate: 0.25 }],
		[{ SLEEP_SECONDS: "4", PRODUCER_RATE: "250" }, { producerRate: 250 }],
		[{ PRODUCER_RATE: "0" }, { producerRate: 0 }],
		[{ PORT: "0" }, { port: 0 }],
		[{ PORT: " 8080 " }, { port: 8080 }],
		[{ PORT: "" }, { port: 4400 }],
		[{ ROLES: "all" }, { roles: ["producer", "fraud", "payments", "inventory", "shipping", "analytics", "api"] }],
		[{ ROLES: "api, fraud" }, { roles: ["fraud", "api"] }],
		[{ ENVIRONMENT_NAME: "orders-eu", ENVIRONMENT_KIND: "staging" }, { environment: { name: "orders-eu", kind: "staging" } }],
		[{ PRODUCER_SEED: "42" }, { producerSeed: 42 }],
		[{ RESTOCK_DELAY_MS: "0" }, { restockDelayMs: 0 }],
		[{ BASE_CURRENCY: "eur" }, { baseCurrency: "EUR" }],
		[{ BUSINESS_TIME_ZONE: "Asia/Kathmandu" }, { businessTimeZone: "Asia/Kathmandu" }],
		[
			{ HOST: "0.0.0.0", AUTH_TOKENS: `ci:viewer:${HASH}` },
			{ host: "0.0.0.0", tokens: [{ name: "ci", role: "viewer", sha256: HASH }] },
		],
		[
			{ AUTH_TOKENS: `ann:admin:${HASH.toUpperCase()},bob:operator:${HASH}` },
			{
				tokens: [
					{ name: "ann", role: "admin", sha256: HASH },
					{ name: "bob", role: "operator", sha256: HASH },
				],
			},
		],
	])("reads %j", (env, expected) => {
		expect(readConfig(env)).toMatchObject(expected);
	});

	it.each([
		[{ PORT: "http" }, 'PORT: got "http", needs a whole number from 0 to 65535'],
		[{ PORT: "65536" }, 'PORT: got "65536", needs a whole number from 0 to 65535'],
		[{ PORT: "80.5" }, 'PORT: got "80.5", needs a whole number from 0 to 65535'],
		[{ PORT: "0x50" }, 'PORT: got "0x50", needs a whole number from 0 to 65535'],
		[{ SLEEP_SECONDS: "0" }, 'SLEEP_SECONDS: got "0", needs seconds between two orders, from 0.0001 to 86400'],
		[{ SLEEP_SECONDS: "two" }, 'SLEEP_SECONDS: got "two", needs seconds between two orders, from 0.0001 to 86400'],
		[{ PRODUCER_RATE: "0.05" }, 'PRODUCER_RATE: got "0.05", needs orders per second from 0.1 to 10000, or 0 to start stopped'],
		[{ PRODUCER_RATE: "10001" }, 'PRODUCER_RATE: got "10001", needs orders per second from 0.1 to 10000, or 0 to start stopped'],
		[{ PRODUCER_SEED: "-1" }, 'PRODUCER_SEED: got "-1", needs a whole number from 0 to 4294967295'],
		[{ PAYMENT_DECLINE_RATE: "2" }, 'PAYMENT_DECLINE_RATE: got "2", needs a share from 0 to 1, such as 0.02'],
		[{ PAYMENT_LATENCY_MS: "-5" }, 'PAYMENT_LATENCY_MS: got "-5", needs whole milliseconds from 0 to 86400000'],
		[{ TOPIC_NAME: "my orders" }, 'TOPIC_NAME: got "my orders", needs a topic name: 1 to 249 of A-Z a-z 0-9 . _ -'],
		[{ TOPIC_NAME: ".." }, 'TOPIC_NAME: got "..", needs a topic name other than "." and ".."'],
		[
			{ TOPIC_NAME: "__consumer_offsets" },
			'TOPIC_NAME: got "__consumer_offsets", needs a topic name that does not begin with __, as Kafka\'s internal topics do',
		],
		[{ BASE_CURRENCY: "XYZ" }, 'BASE_CURRENCY: got "XYZ", needs a currency code of ISO 4217, such as USD'],
		[{ BASE_CURRENCY: "dollars" }, 'BASE_CURRENCY: got "dollars", needs a currency code of ISO 4217, such as USD'],
		...["Berlin", "+02:00"].map((zone): [Record<string, string>, string] => [
			{ BUSINESS_TIME_ZONE: zone },
			`BUSINESS_TIME_ZONE: got "${zone}", needs the IANA name of a time zone, such as Europe/Berlin`,
		]),
		[{ LOG_LEVEL: "loud" }, 'LOG_LEVEL: got "loud", needs one of trace, debug, info, warn, error, fatal, silent'],
		[
			{ ROLES: "fraud,shiping" },
			'ROLES: got "fraud,shiping", needs all, or a comma list of producer, fraud, payments, inventory, shipping, analytics, api; unknown: "shiping"',
		],
	])("refuses %j", (env, line) => {
		expect(refusal(env)).toEqual([line]);
	});

	it("reports all invalid variables together, one line each", () => {
		expect(refusal({ PORT: "x", LOG_LEVEL: "y", HOST: "0.0.0.0" }).map((line) => line.split(":")[0])).toEqual([
			"PORT",
			"LOG_LEVEL",
			"AUTH_TOKENS",
		]);
	});

	it("refuses an address that others can reach without tokens", () => {
		expect(refusal({ HOST: "0.0.0.0" })[0]).toMatch(/^AUTH_TOKENS: is not set, and HOST=0\.0\.0\.0 can be reached/);
	});

	it.each(["hunter2", `ann:root:${HASH}`, "ann:admin:hunter2", `ann:admin:${HASH}:hunter2`, `ann:admin:${HASH},hunter2`])(
		"never repeats what AUTH_TOKENS holds (%#)",
		(tokens) => {
			const text = refusal({ AUTH_TOKENS: tokens }).join("\n");
			expect(text).toMatch(/^AUTH_TOKENS: got a value not shown here, needs a comma list of name:role:sha256/);
			expect(text).not.toContain("hunter2");
			expect(text).not.toContain(HASH);
		},
	);
});

describe("isLoopback", () => {
	it.each(["127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"])("%s is", (host) => expect(isLoopback(host)).toBe(true));
	it.each(["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.evil.example", "localhost.evil.example"])("%s is not", (host) =>
		expect(isLoopback(host)).toBe(false),
	);
});

describe("the environment's name and kind", () => {
	it("are refused where they could not be typed, written into a page, or shown", () => {
		expect(refusal({ ENVIRONMENT_NAME: 'EU"><script>', ENVIRONMENT_KIND: "prod" })).toEqual([
			'ENVIRONMENT_NAME: got "EU"><script>", needs a name: 1 to 40 of A-Z a-z 0-9 . _ - and spaces within',
			'ENVIRONMENT_KIND: got "prod", needs one of local, staging, production',
		]);
	});
});

describe("TRUST_PROXY", () => {
	const TOKENS = `ci:viewer:${HASH}`;

	it("is refused without tokens or an issuer: whoever reaches the proxy would be the admin of the machine", () => {
		expect(refusal({ TRUST_PROXY: "loopback" })[0]).toMatch(
			/^AUTH_TOKENS: is not set, and the proxies of TRUST_PROXY forward requests from other machines/,
		);
		const { oidc } = readConfig({ TRUST_PROXY: "loopback", OIDC_ISSUER: "https://issuer.example", OIDC_AUDIENCE: "orderdeck" });
		expect(oidc).toBeDefined();
	});

	it.each([
		["10.0.0.0/16", ["10.0.0.0/16"]],
		["uniquelocal, 203.0.113.7", ["uniquelocal", "203.0.113.7"]],
		["2001:db8::/32,loopback", ["2001:db8::/32", "loopback"]],
	])("%s names the proxies that are believed", (given, networks) => {
		expect(readConfig({ TRUST_PROXY: given, AUTH_TOKENS: TOKENS }).trustProxy).toEqual(networks);
	});

	it.each(["1", "true", "10.0.0.0/0", "10.0.0.0/33", "2001:db8::/129", "10.0.0.0/16/8", "proxy.example.com", "10.0.0.1,"])(
		"refuses %s",
		(given) => {
			expect(refusal({ TRUST_PROXY: given, AUTH_TOKENS: TOKENS })).toEqual([
				`TRUST_PROXY: got "${given}", needs a comma list of the proxies' addresses or networks, such as 10.0.0.0/16, loopback or uniquelocal; a number of hops is not accepted`,
			]);
		},
	);
});

describe("the variables of OpenTelemetry", () => {
	const defaults = { protocol: "http/protobuf", ratio: 1, sendEveryMs: 5_000, queue: 32_768 };

	it.each<[string, Record<string, string>]>([
		["nothing", {}],
		["none over an endpoint", { OTEL_TRACES_EXPORTER: "none", OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" }],
		["a disabled SDK", { OTEL_SDK_DISABLED: "true", OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" }],
	])("%s: no traces", (_what, env) => {
		expect(readConfig(env).traces).toBeUndefined();
	});

	it.each<[Record<string, string>, object]>([
		[{ OTEL_TRACES_EXPORTER: "otlp" }, {}],
		[{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" }, {}],
		[{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://collector.example.com/v1/traces" }, {}],
		[{ OTEL_TRACES_EXPORTER: "otlp", OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }, { protocol: "http/json" }],
		[
			{ OTEL_TRACES_EXPORTER: "otlp", OTEL_EXPORTER_OTLP_PROTOCOL: "http/json", OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/protobuf" },
			{ protocol: "http/protobuf" },
		],
		[{ OTEL_TRACES_EXPORTER: "otlp", OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.1" }, { ratio: 0.1 }],
		[{ OTEL_TRACES_EXPORTER: "otlp", OTEL_TRACES_SAMPLER: "always_off" }, { ratio: 0 }],
		[
			{ OTEL_TRACES_EXPORTER: "otlp", OTEL_BSP_SCHEDULE_DELAY: "100", OTEL_BSP_MAX_QUEUE_SIZE: "50" },
			{ sendEveryMs: 100, queue: 50 },
		],
	])("%o turn traces on", (env, expected) => {
		expect(readConfig(env).traces).toEqual({ ...defaults, ...expected });
	});

	it.each<[string, string, string]>([
		["OTEL_TRACES_EXPORTER", "zipkin", "otlp or none"],
		["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "one of http/protobuf, http/json"],
		["OTEL_TRACES_SAMPLER_ARG", "1.5", "a share from 0 to 1, such as 0.1"],
		["OTEL_BSP_MAX_QUEUE_SIZE", "0", "a number of spans from 1 to 1000000"],
	])("refuses %s=%s", (name, given, needs) => {
		expect(refusal({ [name]: given })).toEqual([`${name}: got "${given}", needs ${needs}`]);
	});

	it("does not repeat an endpoint, which may hold a password", () => {
		expect(refusal({ OTEL_EXPORTER_OTLP_ENDPOINT: "me:secret@collector:4318" })).toEqual([
			"OTEL_EXPORTER_OTLP_ENDPOINT: got a value not shown here, needs an http or https URL, such as http://127.0.0.1:4318",
		]);
	});
});
