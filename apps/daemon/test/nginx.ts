/** A real nginx with infra/nginx.conf, as a child process on a free port of the loopback. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryDir, until } from "./daemon.ts";
import { freePort } from "./free-ports.ts";
import { killOnExit } from "./kill-on-exit.ts";

const SITE = new URL("../../../infra/nginx.conf", import.meta.url);
/** Debian installs it where only root has its PATH. */
const env = { PATH: `${process.env.PATH}:/usr/sbin` };

/** Why there is no nginx; undefined where it is installed. */
export const NO_NGINX = spawnSync("nginx", ["-v"], { env }).status === 0 ? undefined : "nginx is not installed";

export const readSite = () => readFile(SITE, "utf8");

export interface Nginx extends AsyncDisposable {
	readonly url: string;
}

/** `changes`: what replaces a text of infra/nginx.conf, such as a timeout. */
export async function startNginx(daemonUrl: string, changes: Readonly<Record<string, string>> = {}): Promise<Nginx> {
	await using scope = new AsyncDisposableStack();
	const dir = scope.use(await temporaryDir());
	const port = await freePort();
	const all = { "127.0.0.1:4400": new URL(daemonUrl).host, "listen 80;": `listen 127.0.0.1:${port};`, ...changes };
	const site = Object.entries(all).reduce(
		(text, [from, to]) => {
			if (!text.includes(from)) throw new Error(`infra/nginx.conf has no "${from}" that could be replaced`);
			return text.replace(from, to);
		},
		await readSite(),
	);
	await writeFile(join(dir.path, "nginx.conf"), configOf(site));
	const child = killOnExit(
		spawn("nginx", ["-e", "stderr", "-p", dir.path, "-c", "nginx.conf"], { env, stdio: ["ignore", "ignore", "pipe"] }),
	);
	let output = "";
	child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
	const exited = once(child, "exit");
	scope.defer(async () => {
		child.kill("SIGKILL");
		await exited;
	});
	const url = `http://127.0.0.1:${port}`;
	await until("nginx forwards requests", async () => {
		if (child.exitCode !== null) throw new Error(`nginx exited with ${child.exitCode}:\n${output}`);
		return (await fetch(`${url}/healthz`).catch(() => undefined))?.ok === true;
	});
	const owned = scope.move();
	return { url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** One process, with its own user's rights, that writes only to its directory. */
function configOf(site: string): string {
	const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${name};`);
	return ["daemon off; master_process off; pid nginx.pid;", "events {}", "http {", "access_log off;", ...temporary, site, "}"].join("\n");
}
