/** Couchbase's own mock server, from Maven Central, on this machine's loopback. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export const BUCKET = "order_analytics";
export const PASSWORD = "of-the-mock-server";

const ARTIFACT = "com.couchbase.mock:CouchbaseMock:1.5.27";
const JAR = "CouchbaseMock-1.5.27.jar";
const START_MS = 60_000;
const INSTALL_MS = 300_000;

export interface MockServer extends AsyncDisposable {
	/** Of the key-value protocol, on 127.0.0.1. */
	readonly port: number;
}

/** What is missing on this machine. */
export class CannotRun extends Error {
	override readonly name = "CannotRun";
}

/** Starts the server, after installing it outside the repository where it is not there yet. Throws CannotRun. */
export async function startMockServer(): Promise<MockServer> {
	const jar = await installedJar();
	const args = ["-Dfile.encoding=UTF-8", "-cp", jar, join(import.meta.dirname, "Server.java"), BUCKET, PASSWORD];
	const child = spawn("java", args, { stdio: ["pipe", "pipe", "pipe"] });
	let complaint = "";
	child.stderr.on("data", (bytes) => {
		complaint += String(bytes);
	});
	const ended = once(child, "exit");
	const said = await Promise.race([once(child.stdout, "data", { signal: AbortSignal.timeout(START_MS) }), ended.then(() => undefined)]);
	const port = Number(String(said?.[0]).trim());
	if (!Number.isInteger(port)) throw new CannotRun(`Couchbase's mock server does not start: ${complaint.trim().split("\n")[0]}`);
	return {
		port,
		async [Symbol.asyncDispose]() {
			// It ends with its input.
			child.stdin.end();
			await ended;
		},
	};
}

/** What this machine lacks to run the server, which is installed if it is not there yet; undefined when it lacks nothing. */
export async function missingHere(): Promise<string | undefined> {
	try {
		await installedJar();
		return undefined;
	} catch (error) {
		if (error instanceof CannotRun) return error.message;
		throw error;
	}
}

/** What is fetched for tests lies here, outside the repository. */
export function cacheFolder(): string {
	return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "orderdeck-test");
}

async function installedJar(): Promise<string> {
	await needs("java", ["-version"]);
	const folder = cacheFolder();
	const jar = join(folder, JAR);
	if (existsSync(jar)) return jar;
	await needs("mvn", ["-version"]);
	mkdirSync(folder, { recursive: true });
	const args = ["-q", "-B", "dependency:copy", `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${folder}`, "-Dmdep.useBaseVersion=true"];
	try {
		await promisify(execFile)("mvn", args, { cwd: folder, timeout: INSTALL_MS });
	} catch (error) {
		throw new CannotRun(`${ARTIFACT} cannot be installed with mvn: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
	}
	return jar;
}

async function needs(command: string, args: readonly string[]): Promise<void> {
	try {
		await promisify(execFile)(command, args, { timeout: 60_000 });
	} catch {
		throw new CannotRun(`${command} is not on this machine`);
	}
}
