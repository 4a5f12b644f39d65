/** `npm start` itself: a signal to the process that was started drains and stops the daemon, and no process is left behind. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryDir, until } from "./daemon.ts";
import { freePort } from "./free-ports.ts";
import { killOnExit } from "./kill-on-exit.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

interface Process {
	readonly pid: number;
	readonly parent: number;
	readonly group: number;
}

/** All processes of the machine but those that have ended and are only still listed. */
function processes(): readonly Process[] {
	const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat="], { encoding: "utf8" }).trim().split("\n");
	return lines.flatMap((line) => {
		const [pid, parent, group, state = ""] = line.trim().split(/\s+/);
		return state.startsWith("Z") ? [] : [{ pid: Number(pid), parent: Number(parent), group: Number(group) }];
	});
}

function descendantsOf(root: number, all = processes()): readonly Process[] {
	const children = all.filter(({ parent }) => parent === root);
	return children.flatMap((child) => [child, ...descendantsOf(child.pid, all)]);
}

interface Started {
	readonly npm: ChildProcess;
	readonly pid: number;
	output(): string;
}

/** `npm start` in a process group of its own, as a terminal or a supervisor starts it. */
function npmStart(folder: string, env: Readonly<Record<string, string>>): Started {
	const { PATH, HOME } = process.env;
	const npm = spawn("npm", ["start"], {
		cwd: folder,
		env: { PATH, HOME, NO_UPDATE_NOTIFIER: "1", TURBO_TELEMETRY_DISABLED: "1", ...env },
		detached: true,
		stdio: ["ignore", "pipe", "pipe"],
	});
	killOnExit(npm, "SIGTERM");
	let output = "";
	for (const stream of [npm.stdout, npm.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
	return { npm, pid: npm.pid ?? 0, output: () => output };
}

/** Sends the signal; returns how npm exited, and what still runs of all that it had started. */
async function endBy(signal: NodeJS.Signals, to: number, { npm, pid }: Started) {
	const started = new Set(descendantsOf(pid).map((child) => child.pid));
	expect(started.size).toBeGreaterThan(0);
	const exited = once(npm, "exit");
	process.kill(to, signal);
	const [code, by] = await exited;
	return { exit: code ?? by, left: processes().filter(({ pid: each, group }) => started.has(each) || group === pid) };
}

describe("npm start", () => {
	it.each([
		["SIGTERM", "npm", 1],
		["SIGINT", "npm", 1],
		["SIGINT, as Ctrl-C sends it,", "the whole group", -1],
	] as const)("%s to %s drains and stops the daemon", async (name, to, sign) => {
		await using dir = await temporaryDir();
		const port = await freePort();
		const started = npmStart(ROOT, { PORT: String(port), DATA_DIR: dir.path, PRODUCER_RATE: "200" });
		await until("the daemon is ready", async () => {
			if (started.npm.exitCode !== null) throw new Error(`npm exited with ${started.npm.exitCode}:\n${started.output()}`);
			return (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok === true;
		});
		const signal = name === "SIGTERM" ? name : "SIGINT";
		const { exit, left } = await endBy(signal, sign * started.pid, started);
		expect(left).toEqual([]);
		// npm forwards what it has received itself. On a slow machine that reaches a daemon that has drained, and has no handler any more: npm reports it.
		if (to === "npm") expect(exit).toBe(0);
		else expect([0, "SIGINT"]).toContain(exit);
		const lines = started.output().split("\n");
		expect(lines.filter((line) => /"msg":"(?:stopping|stopped)"/.test(line))).toHaveLength(2);
	});

	it.each(["SIGTERM", "SIGINT"] as const)("%s ends a build", async (signal) => {
		await using dir = await temporaryDir();
		await withBuildThatLasts(dir.path);
		const started = npmStart(dir.path, { PORT: String(await freePort()), DATA_DIR: dir.path });
		await until("the build runs", async () => {
			if (started.npm.exitCode !== null) throw new Error(`npm exited with ${started.npm.exitCode}:\n${started.output()}`);
			return existsSync(join(dir.path, "slow/begun"));
		});
		expect(await endBy(signal, started.pid, started)).toEqual({ exit: 0, left: [] });
	});
});

/** A workspace with this repository's start script, in which the daemon's build never ends. */
async function withBuildThatLasts(folder: string): Promise<void> {
	const { scripts, packageManager } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
	const json = (path: string, value: object) => writeFile(join(folder, path), JSON.stringify(value));
	await mkdir(join(folder, "apps"));
	await symlink(join(ROOT, "apps/daemon"), join(folder, "apps/daemon"));
	await json("package.json", {
		name: "workspace",
		private: true,
		packageManager,
		workspaces: ["slow"],
		scripts: { start: scripts.start },
	});
	await json("turbo.json", { tasks: { build: {} } });
	await mkdir(join(folder, "slow"));
	const build = `node -e "require('fs').writeFileSync('begun', ''); setInterval(() => {}, 1000)"`;
	await json("slow/package.json", { name: "@orderdeck/daemon", version: "1.0.0", scripts: { build } });
}
