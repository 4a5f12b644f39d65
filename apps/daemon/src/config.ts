/** Configuration, read once at boot. This is the only place that knows the environment's variables; it takes them as an argument. */
import { resolve } from "node:path";
import { type EnvironmentKind, environmentKindSchema, environmentNameSchema } from "@orderdeck/contracts/environment";
import { ACCESS_ROLES, type AccessRole } from "@orderdeck/contracts/session";
import { ROLES, type Role } from "@orderdeck/contracts/topics";
import { z } from "zod";
import { BACKEND_VARIABLES, backendProblems, type CouchbaseConfig, couchbaseOf, type KafkaConfig, kafkaOf } from "./backend-config.ts";
import { TRACE_VARIABLES, type TracesConfig, tracesOf } from "./tracing/trace-config.ts";
import { trustProxySchema } from "./trust-proxy.ts";

/** Whom a bearer token stands for. Only the SHA-256 of the token is ever configured. */
export interface TokenGrant {
	readonly name: string;
	readonly role: AccessRole;
	/** 64 lower-case hex digits. */
	readonly sha256: string;
}

export interface Config {
	readonly host: string;
	/** 0 takes any free port. */
	readonly port: number;
	/** Absolute. */
	readonly dataDir: string;
	readonly roles: readonly Role[];
	/** The topic the producer writes to. */
	readonly topicName: string;
	/** Orders per second; 0 = paused. */
	readonly producerRate: number;
	readonly producerSeed: number | undefined;
	readonly paymentLatencyMs: number;
	/** Share of charges declined, 0 to 1. */
	readonly paymentDeclineRate: number;
	readonly shipDispatchMs: number;
	readonly shipDeliverMs: number;
	/** 0 = the supplier is off. */
	readonly restockDelayMs: number;
	readonly logLevel: LogLevel;
	readonly logRetentionHours: number;
	/** Empty: no token is asked for, which is allowed on a loopback address only. */
	readonly tokens: readonly TokenGrant[];
	/** What the served console takes this daemon for; what is undefined it tells by the address. */
	readonly environment: { readonly name: string | undefined; readonly kind: EnvironmentKind | undefined };
	/** Metrics are printed for CloudWatch under this project's name; undefined: they are not. */
	readonly cloudWatchProject: string | undefined;
	/** Undefined: no traces are sent. */
	readonly traces: TracesConfig | undefined;
	/** Addresses and networks of the proxies that are believed when they say for whom they ask; undefined: nobody is. */
	readonly trustProxy: readonly string[] | undefined;
	/** Undefined: the embedded log. */
	readonly kafka: KafkaConfig | undefined;
	/** Undefined: the embedded store. */
	readonly couchbase: CouchbaseConfig | undefined;
}

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The environment is not usable. One line for each variable: its name, what it got, what it needs. */
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

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const WHOLE = /^-?\d+$/;
const DAY_MS = 86_400_000;

const numeric = (form: RegExp, needs: string, min: number, max: number) =>
	z.string().regex(form, needs).transform(Number).pipe(z.number(needs).min(min, needs).max(max, needs));
const milliseconds = (needs: string) => numeric(WHOLE, needs, 0, DAY_MS);

const PACE = "orders per second from 0.1 to 10000, or 0 for paused";
const paceSchema = numeric(NUMBER, PACE, 0, 10_000).refine((rate) => rate === 0 || rate >= 0.1, PACE);

const rolesSchema = z.string().transform((text, context): readonly Role[] => {
	if (text === "all") return ROLES;
	const names = text.split(",").map((name) => name.trim());
	const unknown = names.filter((name) => !isRole(name));
	if (unknown.length === 0) return ROLES.filter((role) => names.includes(role));
	context.addIssue(`all, or a comma list of ${ROLES.join(", ")}; unknown: ${unknown.map((name) => `"${name}"`).join(", ")}`);
	return z.NEVER;
});

function isRole(name: string): name is Role {
	return ROLES.some((role) => role === name);
}

const TOKEN_FORM = `a comma list of name:role:sha256, the role one of ${ACCESS_ROLES.join(", ")}, the hash 64 hex digits (never the token itself)`;
const grantSchema = z.object({
	name: z.string().regex(/^[A-Za-z0-9._@-]{1,64}$/),
	role: z.enum(ACCESS_ROLES),
	sha256: z
		.string()
		.regex(/^[0-9a-fA-F]{64}$/)
		.toLowerCase(),
});
const tokensSchema = z.string().transform((text, context): readonly TokenGrant[] =>
	text.split(",").map((entry, index) => {
		const [name, role, sha256, ...rest] = entry.trim().split(":");
		const grant = grantSchema.safeParse({ name, role, sha256 });
		if (grant.success && rest.length === 0) return grant.data;
		context.addIssue(`${TOKEN_FORM}; entry ${index + 1} is not such a triple`);
		return z.NEVER;
	}),
);

/** The variables by name. Each message says what the variable needs. */
const environmentSchema = z.object({
	HOST: z
		.string()
		.regex(/^(?:[A-Za-z0-9.-]{1,253}|[0-9a-fA-F:]{2,45})$/, "a host name or an IP address")
		.default("127.0.0.1"),
	PORT: numeric(WHOLE, "a whole number from 0 to 65535", 0, 65_535).default(4400),
	DATA_DIR: z.string().max(4096, "a folder's path").default(".orderdeck"),
	ROLES: rolesSchema.default(ROLES),
	TOPIC_NAME: z
		.string()
		.regex(/^[A-Za-z0-9._-]{1,249}$/, "a topic name: 1 to 249 of A-Z a-z 0-9 . _ -")
		.default("orders"),
	SLEEP_SECONDS: numeric(NUMBER, "seconds between two orders, from 0.0001 to 86400", 0.0001, 86_400).default(2),
	PRODUCER_RATE: paceSchema.optional(),
	PRODUCER_SEED: numeric(WHOLE, "a whole number from 0 to 4294967295", 0, 4_294_967_295).optional(),
	PAYMENT_LATENCY_MS: milliseconds("whole milliseconds from 0 to 86400000").default(100),
	PAYMENT_DECLINE_RATE: numeric(NUMBER, "a share from 0 to 1, such as 0.02", 0, 1).default(0.02),
	SHIP_DISPATCH_MS: milliseconds("whole milliseconds from 0 to 86400000").default(2000),
	SHIP_DELIVER_MS: milliseconds("whole milliseconds from 0 to 86400000").default(5000),
	RESTOCK_DELAY_MS: milliseconds("whole milliseconds from 0 to 86400000; 0 turns the supplier off").default(10_000),
	LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(", ")}`).default("info"),
	LOG_RETENTION_HOURS: numeric(NUMBER, "hours from 0.01 to 87600", 0.01, 87_600).default(168),
	AUTH_TOKENS: tokensSchema.default([]),
	ENVIRONMENT_NAME: environmentNameSchema.optional(),
	ENVIRONMENT_KIND: environmentKindSchema.optional(),
	CLOUDWATCH_PROJECT: z
		.string()
		.regex(/^[A-Za-z0-9_.-]{1,64}$/, "a project's name: 1 to 64 of A-Z a-z 0-9 _ . -")
		.optional(),
	TRUST_PROXY: trustProxySchema.optional(),
	...TRACE_VARIABLES,
	...BACKEND_VARIABLES,
});
type Environment = z.infer<typeof environmentSchema>;

/** What these may hold is never repeated, not even when it is wrong. */
const SECRET: ReadonlySet<string> = new Set([
	"AUTH_TOKENS",
	"CONFLUENT_API_KEY",
	"CONFLUENT_API_SECRET",
	"COUCHBASE_PASSWORD",
	"OTEL_EXPORTER_OTLP_ENDPOINT",
	"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
]);

/** The configuration that these variables mean; an empty variable counts as unset. Throws ConfigError. */
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
	if (!isLoopback(host) && given.AUTH_TOKENS === undefined) {
		lines.push(`AUTH_TOKENS: is not set, and HOST=${host} can be reached from other machines; it needs ${TOKEN_FORM}`);
	}
	if (parsed.success) lines.push(...backendProblems(parsed.data, parsed.data.ROLES, isLoopback));
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

/** `startDir`: where the user called npm (npm sets INIT_CWD), which is where a relative DATA_DIR belongs, not inside a workspace. */
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
		logLevel: env.LOG_LEVEL,
		logRetentionHours: env.LOG_RETENTION_HOURS,
		tokens: env.AUTH_TOKENS,
		environment: { name: env.ENVIRONMENT_NAME, kind: env.ENVIRONMENT_KIND },
		cloudWatchProject: env.CLOUDWATCH_PROJECT,
		traces: tracesOf(env),
		trustProxy: env.TRUST_PROXY,
		kafka: kafkaOf(env),
		couchbase: couchbaseOf(env),
	};
}
