/** What a page of 50 orders costs a running daemon. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, get } from "node:http";
import type { Daemon } from "../test/daemon.ts";

const PAGES = 500;
const IDLE_MS = 5_000;

/** Ms of the daemon's CPU time for each page over REST, less what it uses without: nothing else may keep it busy. */
export async function pageCpuMs(
	{ url, child }: Pick<Daemon, "url" | "child">,
	headers: Readonly<Record<string, string>> = {},
): Promise<number> {
	const pid = child.pid ?? 0;
	const agent = new Agent({ keepAlive: true });
	const readPages = async () => {
		for (let page = 0; page < PAGES; page += 1) {
			const [response] = await once(get(`${url}/api/orders?limit=50`, { agent, headers }), "response");
			if (response.statusCode !== 200) throw new Error(`the list answered with ${response.statusCode}`);
			await once(response.resume(), "end");
		}
	};
	await readPages();
	const [idleFrom, idleAt] = [cpuMs(pid), performance.now()];
	await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
	const idle = (cpuMs(pid) - idleFrom) / (performance.now() - idleAt);
	const [from, at] = [cpuMs(pid), performance.now()];
	await readPages();
	const spent = cpuMs(pid) - from - idle * (performance.now() - at);
	agent.destroy();
	return spent / PAGES;
}

/** Of all its threads; the kernel counts in hundredths of a second. */
function cpuMs(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
	return (Number(fields[11]) + Number(fields[12])) * 10;
}
