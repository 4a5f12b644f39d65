import { describe, expect, it } from "vitest";
import { ROLES } from "../../packages/contracts/src/topics.ts";
import { CHART, HAS_HELM, textOf, withValues } from "./charts.ts";
import { environments } from "./pods.ts";
import { refusal } from "./render.ts";

/** Set by the chart from other values, or useless without a file that it does not mount. */
const RESERVED = [
	...["ROLES", "HOST", "PORT", "DATA_DIR", "AUTH_TOKENS"],
	...["KAFKA_BOOTSTRAP_SERVERS", "KAFKA_SECURITY_PROTOCOL", "KAFKA_CA_FILE", "CONFLUENT_API_KEY", "CONFLUENT_API_SECRET"],
	...["COUCHBASE_HOST", "COUCHBASE_BUCKET", "COUCHBASE_USERNAME", "COUCHBASE_PASSWORD", "COUCHBASE_CA_FILE"],
];

/** The names in the first column of the README's tables of variables. */
const README_VARIABLES = [
	...new Set(
		textOf("../../README.md")
			.split("\n")
			.filter((line) => /^\| `[A-Z]/.test(line))
			.flatMap((line) => line.split("|")[1]?.match(/(?<=`)[A-Z][A-Z0-9_]+(?=`)/g) ?? []),
	),
];

describe.skipIf(!HAS_HELM)(CHART, () => {
	describe("variables", () => {
		it("are those of the release, overridden by the role's own", () => {
			const chart = withValues({ logLevel: "warn", env: { BASE_CURRENCY: "EUR" }, roles: { fraud: { env: { BASE_CURRENCY: "GBP" } } } });
			expect(environments(chart)).toMatchObject({
				api: { LOG_LEVEL: "warn", BASE_CURRENCY: "EUR", ENVIRONMENT_KIND: "production" },
				fraud: { LOG_LEVEL: "warn", BASE_CURRENCY: "GBP" },
			});
		});

		it("override the log level, for all roles or for one", () => {
			const chart = withValues({ env: { LOG_LEVEL: "error" }, roles: { api: { env: { LOG_LEVEL: "debug" } } } });
			expect(environments(chart)).toMatchObject({ fraud: { LOG_LEVEL: "error" }, api: { LOG_LEVEL: "debug" } });
		});

		it("of a trial state that it is no production", () => {
			expect(environments({ file: "trial.yaml" })).toMatchObject({ api: { ENVIRONMENT_KIND: "staging" } });
		});

		it("of the README are accepted for every role, except for those that the chart determines", () => {
			const accepted = README_VARIABLES.filter((name) => !RESERVED.includes(name));
			const env = Object.fromEntries(accepted.map((name) => [name, `value of ${name}`]));
			const roles = environments(withValues({ env }));
			expect(Object.keys(roles)).toHaveLength(ROLES.length);
			for (const set of Object.values(roles)) expect(set).toMatchObject(env);
		});

		it("that the chart determines are refused, all in one message", () => {
			expect(RESERVED.filter((name) => !README_VARIABLES.includes(name))).toEqual([]);
			const message = refusal(withValues({ env: Object.fromEntries(RESERVED.map((name) => [name, "x"])) })) ?? "";
			for (const name of RESERVED) expect(message).toContain(`env.${name}`);
		});
	});
});
