/** Apache AsterixDB's SQL++ parser, run where Maven can fetch it. */
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { CannotRun, cacheFolder } from "./server.ts";

const POM = join(import.meta.dirname, "parser-pom.xml");
const FETCH_MS = 300_000;

/** The parser's verdict on each statement: "right", or what is wrong. Throws CannotRun. */
export async function checkSyntax(statements: readonly string[]): Promise<string[]> {
	const java = spawn("java", ["-cp", await classPath(), join(import.meta.dirname, "Syntax.java")], { stdio: ["pipe", "pipe", "ignore"] });
	const failed = once(java, "error").then(([error]) => Promise.reject(new CannotRun(`java does not start: ${String(error)}`)));
	java.stdin.end(statements.map((statement) => `${statement};\n`).join(""));
	const said = await Promise.race([text(java.stdout), failed]);
	return said.trimEnd().split("\n");
}

async function classPath(): Promise<string> {
	const digest = createHash("sha256").update(readFileSync(POM)).digest("hex").slice(0, 12);
	const file = join(cacheFolder(), `sqlpp-parser-${digest}.classpath`);
	if (!existsSync(file)) {
		mkdirSync(cacheFolder(), { recursive: true });
		const args = ["-q", "-B", "-f", POM, "dependency:build-classpath", `-Dmdep.outputFile=${file}`];
		try {
			await promisify(execFile)("mvn", args, { timeout: FETCH_MS });
		} catch (error) {
			throw new CannotRun(
				`the parser cannot be fetched with mvn: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`,
			);
		}
	}
	return readFileSync(file, "utf8").trim();
}
