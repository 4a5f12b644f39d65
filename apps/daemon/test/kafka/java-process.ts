/** A Java program as a child process. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { rename } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { killOnExit } from "../kill-on-exit.ts";
import type { Jars } from "./jars.ts";

// Quick to start rather than quick at its best: one garbage collector thread, one compiler tier, warnings only.
const FLAGS = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"];

function javaArguments(jars: Jars, heap: string, program: readonly string[]): string[] {
	const archive = hasClasses(jars) ? [`-XX:SharedArchiveFile=${jars.classArchive}`] : [];
	return [`-Xmx${heap}`, ...FLAGS, ...archive, "-cp", jars.classPath, ...program];
}

/** Runs a program to its end on this input; resolves with its output and exit code. */
export async function runJava(
	jars: Jars,
	program: readonly string[],
	input = "",
): Promise<{ stdout: string; stderr: string; code: number }> {
	const child = killOnExit(spawn(jars.java, javaArguments(jars, "128m", program)));
	child.stdin.end(input);
	const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closing(child)]);
	return { stdout, stderr, code: code ?? -1 };
}

async function closing(child: ChildProcess): Promise<number | null> {
	const [code] = (await once(child, "close")) as [number | null];
	return code;
}

/**
 * Starts a server; its output goes to the file. In a process group of its own, so that a Ctrl-C reaches it only through this process.
 * `keepClasses`: when it stops in an orderly way it writes its classes for the next start, which then takes half
 * the time; see `keepClasses`.
 */
export function spawnJava(jars: Jars, program: readonly string[], options: { outputFile: string; keepClasses: boolean }): ChildProcess {
	const keep = options.keepClasses ? [`-XX:ArchiveClassesAtExit=${unfinished(jars)}`] : [];
	const output = openSync(options.outputFile, "a");
	try {
		const args = [...keep, ...javaArguments(jars, "320m", program)];
		return killOnExit(spawn(jars.java, args, { stdio: ["ignore", output, output], detached: true }));
	} finally {
		closeSync(output);
	}
}

/** Whether there are classes of an earlier run. */
export function hasClasses(jars: Jars): boolean {
	return existsSync(jars.classArchive);
}

/** To be called when a server with `keepClasses` has stopped in an orderly way. */
export async function keepClasses(jars: Jars): Promise<void> {
	if (existsSync(unfinished(jars))) await rename(unfinished(jars), jars.classArchive);
}

/** Written aside and renamed, so that no process starts with half an archive. */
function unfinished(jars: Jars): string {
	return `${jars.classArchive}.${process.pid}`;
}
