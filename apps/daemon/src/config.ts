/** The configuration, read once at startup from the environment, which is an argument. */
import { resolve } from "node:path";
import type { EnvironmentKind } from "@orderdeck/contracts/environment";
import type { Role } from "@orderdeck/contracts/topics";
import type { z } from "zod";
import { type OidcConfig, oidcOf, oidcProblems } from "./access/oidc-config.ts";
import { backendProblems, type CouchbaseConfig, couchbaseOf, type KafkaConfig, kafkaOf } from "./backend-config.ts";
import { type Environment, environmentSchema, type LogLevel, TOKEN_FORM, type TokenGrant } from "./environment.ts";
import { type TracesConfig, tracesOf } from "./tracing/trace-config.ts";

export interface Config {
	readonly host: string;
	/** 0 takes any free port. */
	readonly port: number;
	/** Absolute. */
	readonly dataDir: string;
	readonly roles: readonly Role[];
	/** The topic the producer writes to. */
	readonly topicName: string;
	/** Orders per second; 0: it starts stopped. */
	readonly producerRate: number;
	readonly producerSeed: number | undefined;
	readonly paymentLatencyMs: number;
	/** Share of charges declined, 0 to 1. */
	readonly paymentDeclineRate: number;
	readonly shipDispatchMs: number;
	readonly shipDeliverMs: number;
	/** 0 = the supplier is off. */
	readonly restockDelayMs: number;
	/** ISO 4217. What one figure is in where there are several currencies, and an amount whose event states none. */
	readonly baseCurrency: string;
	/** IANA name. The hours and days of the history are those of this zone. */
	readonly businessTimeZone: string;
	readonly logLevel: LogLevel;
	readonly logRetentionHours: number;
	/** How late a consumer group may be that has no objective of its own. */
	readonly lagObjectiveSeconds: number;
	/** Empty, and without `oidc`: no token is required, which is allowed on a loopback address only. */
	readonly tokens: readonly TokenGrant[];
	/** Undefined: no JWT is accepted. */
	readonly oidc: OidcConfig | undefined;
	/** Name and kind that the served console shows; undefined: it derives them from the address. */
	readonly environment: { readonly name: string | undefined; readonly kind: EnvironmentKind | undefined };
	/** The project under which metrics are printed for CloudWatch; undefined: none are printed. */
	readonly cloudWatchProject: string | undefined;
	/** Undefined: no traces are sent. */
	readonly traces: TracesConfig | undefined;
	/** Addresses and networks of the proxies whose `X-Forwarded-For` is trusted; undefined: none. */
	readonly trustProxy: readonly string[] | undefined;
	/** How long a connection may be idle between two requests: longer than a load balancer keeps it open. */
	readonly keepAliveSeconds: number;
	/** Undefined: the embedded log. */
	readonly kafka: KafkaConfig | undefined;
	/** Undefined: the embedded store. */
	readonly couchbase: CouchbaseConfig | undefined;
}

/** The environment is not valid. One line per variable: its name, the value received, the value expected. */
export class ConfigError extends Error {
	override readonly name = "ConfigError";
	readonly code = "CONFIG_INVALID";
	readonly lines: readonly string[];
	constructor(lines: readonly string[]) {
		super(lines.join("\n"));
		this.lines = lines;
	}
}

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
	return host === "localhost" || host === "::1" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Variables whose value is never printed, not even when it is invalid. */
const SECRET: ReadonlySet<string> = new Set([
	"AUTH_TOKENS",
	"CONFLUENT_API_KEY",
	"CONFLUENT_API_SECRET",
	"COUCHBASE_PASSWORD",
	"OTEL_EXPORTER_OTLP_ENDPOINT",
	"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
]);

/** The configuration that the variables define; an empty variable counts as unset. Throws ConfigError. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
	const given = Object.fromEntries(
		Object.keys(environmentSchema.shape).flatMap((name) => {
			const value = env[name]?.trim();
			return value === undefined || value === "" ? [] : [[name, value]];
		}),
	);
	const parsed = environmentSchema.safeParse(given);
	const lines = parsed.success ? [] : linesOf(parsed.error, given);
	const host = given.HOST ?? "127.0.0.1";
	const reached = isLoopback(host)
		? given.TRUST_PROXY !== undefined && "the proxies of TRUST_PROXY forward requests from other machines"
		: `HOST=${host} can be reached from other machines`;
	if (reached && given.AUTH_TOKENS === undefined && given.OIDC_ISSUER === undefined) {
		lines.push(`AUTH_TOKENS: is not set, and ${reached}; it needs ${TOKEN_FORM}; or set OIDC_ISSUER`);
	}
	if (parsed.success) {
		lines.push(...oidcProblems(parsed.data, given, isLoopback), ...backendProblems(parsed.data, parsed.data.ROLES, isLoopback));
	}
	if (!parsed.success || lines.length > 0) throw new ConfigError(lines);
	return configOf(parsed.data, env.INIT_CWD ?? "");
}

function linesOf(error: z.ZodError, given: Readonly<Record<string, string>>): string[] {
	const first = new Map<string, string>();
	for (const issue of error.issues) {
		const name = String(issue.path[0]);
		if (!first.has(name)) first.set(name, issue.message);
	}
	return [...first].map(
		([name, needs]) => `${name}: got ${SECRET.has(name) ? "a value not shown here" : `"${given[name]}"`}, needs ${needs}`,
	);
}

/** `startDir`: where the user called npm (npm sets INIT_CWD): a relative DATA_DIR is resolved there, not inside a workspace. */
function configOf(env: Environment, startDir: string): Config {
	return {
		host: env.HOST,
		port: env.PORT,
		dataDir: resolve(startDir, env.DATA_DIR),
		roles: env.ROLES,
		topicName: env.TOPIC_NAME,
		producerRate: env.PRODUCER_RATE ?? 1 / env.SLEEP_SECONDS,
		producerSeed: env.PRODUCER_SEED,
		paymentLatencyMs: env.PAYMENT_LATENCY_MS,
		paymentDeclineRate: env.PAYMENT_DECLINE_RATE,
		shipDispatchMs: env.SHIP_DISPATCH_MS,
		shipDeliverMs: env.SHIP_DELIVER_MS,
		restockDelayMs: env.RESTOCK_DELAY_MS,
		baseCurrency: env.BASE_CURRENCY,
		businessTimeZone: env.BUSINESS_TIME_ZONE,
		logLevel: env.LOG_LEVEL,
		logRetentionHours: env.LOG_RETENTION_HOURS,
		lagObjectiveSeconds: env.LAG_OBJECTIVE_SECONDS,
		tokens: env.AUTH_TOKENS,
		oidc: oidcOf(env),
		environment: { name: env.ENVIRONMENT_NAME, kind: env.ENVIRONMENT_KIND },
		cloudWatchProject: env.CLOUDWATCH_PROJECT,
		traces: tracesOf(env),
		trustProxy: env.TRUST_PROXY,
		keepAliveSeconds: env.KEEP_ALIVE_SECONDS,
		kafka: kafkaOf(env),
		couchbase: couchbaseOf(env),
	};
}
