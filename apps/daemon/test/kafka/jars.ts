/** Apache Kafka's published jars: fetched by Maven into its own cache, never into the repository. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const VERSIONS = ["3.9", "4"] as const;
export type KafkaVersion = (typeof VERSIONS)[number];
/** What is tested of each: the last line before 4, and the newest of 4 whose broker and tools are both published. */
export const RELEASES: Readonly<Record<KafkaVersion, string>> = { "3.9": "3.9.2", "4": "4.3.1" };

/** What Java and the jars are started with. */
export interface Jars {
	readonly java: string;
	readonly classPath: string;
	/** Where the classes are kept ready loaded for the next start; need not exist. */
	readonly classArchive: string;
}
/** Why it cannot be run: one line. */
export interface Missing {
	readonly missing: string;
}

const POM = fileURLToPath(new URL("pom.xml", import.meta.url));
const OLDEST_JAVA = 17;
const run = promisify(execFile);

/** Where test tools that were fetched are kept between runs; outside the repository. */
export function cacheDir(): string {
	return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "orderdeck-test");
}

/** The class path of a release, fetched on first use; the reason when this machine cannot run it. */
export async function findJars(version: KafkaVersion): Promise<Jars | Missing> {
	const java = process.env.JAVA_HOME === undefined ? "java" : join(process.env.JAVA_HOME, "bin", "java");
	const described = await describeJava(java);
	if (described === undefined) return { missing: "Java is not installed" };
	const major = Number(/version "(\d+)/.exec(described)?.[1]);
	if (!(major >= OLDEST_JAVA)) return { missing: `Kafka needs Java ${OLDEST_JAVA}, this machine has ${described.split("\n")[0]}` };
	const release = RELEASES[version];
	const kept = join(cacheDir(), `kafka-${release}-${digest(await readFile(POM, "utf8"))}`);
	const classPath = await cachedClassPath(release, `${kept}.classpath`);
	if (typeof classPath !== "string") return classPath;
	return { java, classPath, classArchive: `${kept}-${digest(described + classPath)}.jsa` };
}

async function describeJava(java: string): Promise<string | undefined> {
	try {
		return (await run(java, ["-version"])).stderr;
	} catch {
		return undefined;
	}
}

async function cachedClassPath(release: string, file: string): Promise<string | Missing> {
	const cached = existsSync(file) ? (await readFile(file, "utf8")).trim() : "";
	if (cached !== "" && cached.split(delimiter).every((jar) => existsSync(jar))) return cached;
	await mkdir(cacheDir(), { recursive: true });
	const failure = await resolveClassPath(release, `${file}.${process.pid}`);
	if (failure !== undefined) return failure;
	// Written aside and renamed, so that concurrent runs never read half a file.
	await rename(`${file}.${process.pid}`, file);
	return (await readFile(file, "utf8")).trim();
}

async function resolveClassPath(release: string, file: string): Promise<Missing | undefined> {
	const goal = ["dependency:build-classpath", `-Dmdep.outputFile=${file}`, `-Dkafka.version=${release}`];
	try {
		await run("mvn", ["-B", "-q", "-Dstyle.color=never", "-f", POM, ...goal], { timeout: 600_000, maxBuffer: 2 ** 26 });
		return undefined;
	} catch (cause) {
		if (isMissingCommand(cause)) return { missing: "Maven is not installed, which fetches Kafka's jars" };
		const output = cause instanceof Error && "stdout" in cause ? String(cause.stdout) : String(cause);
		const reason = /\[ERROR\] (\S.*?)(?: -> \[Help.*)?$/m.exec(output)?.[1] ?? "no response within ten minutes";
		return { missing: `Maven could not fetch Kafka ${release}: ${reason}` };
	}
}

function isMissingCommand(cause: unknown): boolean {
	return cause instanceof Error && "code" in cause && cause.code === "ENOENT";
}

function digest(text: string): string {
	return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
