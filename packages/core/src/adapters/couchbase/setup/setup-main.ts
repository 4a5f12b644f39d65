/** `npm run couchbase:setup`: prepares the bucket named by the environment, and prints what it did. */
import { z } from "zod";
import { createConnection } from "../client/connection.ts";
import { CouchbaseRefused } from "../client/failures.ts";
import { type CouchbaseOptions, DURABILITIES } from "../client/options.ts";
import { setUp } from "./setup.ts";

const needed = (what: string) => z.string(`is not set: ${what}`).trim().min(1, `is not set: ${what}`);

const environmentSchema = z.object({
	COUCHBASE_HOST: needed("the cluster's host name"),
	COUCHBASE_BUCKET: z.string().trim().min(1).default("order_analytics"),
	COUCHBASE_USERNAME: needed("a user who may make collections and indexes in the bucket"),
	COUCHBASE_PASSWORD: needed("the user's password"),
	COUCHBASE_DURABILITY: z.enum(DURABILITIES, `must be one of ${DURABILITIES.join(", ")}`).default("none"),
	COUCHBASE_CA_FILE: z.string().trim().min(1).optional(),
});

function optionsOf(env: Readonly<Record<string, string | undefined>>): CouchbaseOptions | readonly string[] {
	const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
	const parsed = environmentSchema.safeParse(given);
	if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
	const { data } = parsed;
	return {
		host: data.COUCHBASE_HOST,
		bucket: data.COUCHBASE_BUCKET,
		username: data.COUCHBASE_USERNAME,
		password: data.COUCHBASE_PASSWORD,
		durability: data.COUCHBASE_DURABILITY,
		ca: data.COUCHBASE_CA_FILE,
		use: "writer",
	};
}

const options = optionsOf(process.env);
if ("length" in options) {
	for (const line of options) console.error(line);
	process.exitCode = 2;
} else {
	await using connection = createConnection(options);
	try {
		await setUp(connection, { report: (line) => console.log(line) });
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = error instanceof CouchbaseRefused ? 2 : 1;
	}
}
