/** The environment's variables by name, with what each accepts. Each message states what the variable needs. */
import { currencyCode } from "@orderdeck/contracts/codes";
import { environmentKindSchema, environmentNameSchema } from "@orderdeck/contracts/environment";
import { topicNameSchema } from "@orderdeck/contracts/input";
import { LONGEST_OBJECTIVE_SECONDS, SHORTEST_OBJECTIVE_SECONDS } from "@orderdeck/contracts/lag/requests";
import { ACCESS_ROLES, type AccessRole } from "@orderdeck/contracts/session";
import { ROLES, type Role } from "@orderdeck/contracts/topics";
import { isTimeZone } from "@orderdeck/core/domain/time-buckets";
import { z } from "zod";
import { OIDC_VARIABLES } from "./access/oidc-config.ts";
import { BACKEND_VARIABLES } from "./backend-config.ts";
import { TRACE_VARIABLES } from "./tracing/trace-config.ts";
import { trustProxySchema } from "./trust-proxy.ts";

/** The identity of a bearer token. Only the SHA-256 of the token is ever configured. */
export interface TokenGrant {
	readonly name: string;
	readonly role: AccessRole;
	/** 64 lower-case hex digits. */
	readonly sha256: string;
}

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const WHOLE = /^-?\d+$/;
const DAY_MS = 86_400_000;

const numeric = (form: RegExp, needs: string, min: number, max: number) =>
	z.string().regex(form, needs).transform(Number).pipe(z.number(needs).min(min, needs).max(max, needs));
const milliseconds = (needs: string) => numeric(WHOLE, needs, 0, DAY_MS);

const RATE = "orders per second from 0.1 to 10000, or 0 to start stopped";
const rateSchema = numeric(NUMBER, RATE, 0, 10_000).refine((rate) => rate === 0 || rate >= 0.1, RATE);

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

export const TOKEN_FORM = `a comma list of name:role:sha256, the role one of ${ACCESS_ROLES.join(", ")}, the hash 64 hex digits (never the token itself)`;
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

export const environmentSchema = z.object({
	HOST: z
		.string()
		.regex(/^(?:[A-Za-z0-9.-]{1,253}|[0-9a-fA-F:]{2,45})$/, "a host name or an IP address")
		.default("127.0.0.1"),
	PORT: numeric(WHOLE, "a whole number from 0 to 65535", 0, 65_535).default(4400),
	DATA_DIR: z.string().max(4096, "a folder's path").default(".orderdeck"),
	ROLES: rolesSchema.default(ROLES),
	TOPIC_NAME: topicNameSchema((needs) => needs).default("orders"),
	SLEEP_SECONDS: numeric(NUMBER, "seconds between two orders, from 0.0001 to 86400", 0.0001, 86_400).default(2),
	PRODUCER_RATE: rateSchema.optional(),
	PRODUCER_SEED: numeric(WHOLE, "a whole number from 0 to 4294967295", 0, 4_294_967_295).optional(),
	PAYMENT_LATENCY_MS: milliseconds("whole milliseconds from 0 to 86400000").default(100),
	PAYMENT_DECLINE_RATE: numeric(NUMBER, "a share from 0 to 1, such as 0.02", 0, 1).default(0.02),
	SHIP_DISPATCH_MS: milliseconds("whole milliseconds from 0 to 86400000").default(2000),
	SHIP_DELIVER_MS: milliseconds("whole milliseconds from 0 to 86400000").default(5000),
	RESTOCK_DELAY_MS: milliseconds("whole milliseconds from 0 to 86400000; 0 turns the supplier off").default(10_000),
	BASE_CURRENCY: z
		.string()
		.overwrite(currencyCode)
		.refine((code) => Intl.supportedValuesOf("currency").includes(code), "a currency code of ISO 4217, such as USD")
		.default("USD"),
	BUSINESS_TIME_ZONE: z.string().refine(isTimeZone, "the IANA name of a time zone, such as Europe/Berlin").default("UTC"),
	LOG_LEVEL: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(", ")}`).default("info"),
	LOG_RETENTION_HOURS: numeric(NUMBER, "hours from 0.01 to 87600", 0.01, 87_600).default(168),
	LAG_OBJECTIVE_SECONDS: numeric(NUMBER, "seconds from 1 to 86400", SHORTEST_OBJECTIVE_SECONDS, LONGEST_OBJECTIVE_SECONDS).default(30),
	AUTH_TOKENS: tokensSchema.default([]),
	...OIDC_VARIABLES,
	ENVIRONMENT_NAME: environmentNameSchema.optional(),
	ENVIRONMENT_KIND: environmentKindSchema.optional(),
	CLOUDWATCH_PROJECT: z
		.string()
		.regex(/^[A-Za-z0-9_.-]{1,64}$/, "a project's name: 1 to 64 of A-Z a-z 0-9 _ . -")
		.optional(),
	TRUST_PROXY: trustProxySchema.optional(),
	KEEP_ALIVE_SECONDS: numeric(WHOLE, "whole seconds from 1 to 86400", 1, 86_400).default(65),
	...TRACE_VARIABLES,
	...BACKEND_VARIABLES,
});
export type Environment = z.infer<typeof environmentSchema>;
