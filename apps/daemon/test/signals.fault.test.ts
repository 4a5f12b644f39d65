/** A signal is handled from the first moment, and once, however often it is sent. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { spawnDaemon, startDaemon, temporaryDir, until } from "./daemon.ts";
import { freePort } from "./free-ports.ts";

describe("a signal", () => {
	it.each([0, 50, 100, 200])("%i ms after the start has opened the data directory exits with 0", async (after) => {
		await using dir = await temporaryDir();
		const { child, output } = spawnDaemon({ PORT: String(await freePort()), DATA_DIR: dir.path });
		const exited = once(child, "exit");
		await until("it opens the data directory", async () => existsSync(join(dir.path, "orderdeck.lock")));
		await new Promise((resolve) => setTimeout(resolve, after));
		child.kill("SIGTERM");
		expect({ exit: await exited, output: output() }).toEqual({ exit: [0, null], output: "" });
	});

	it("sent twice in a moment, as npm forwards Ctrl-C, still drains and exits with 0", async () => {
		await using dir = await temporaryDir();
		await using daemon = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: "500" });
		daemon.child.kill("SIGINT");
		await new Promise((resolve) => setTimeout(resolve, 10));
		daemon.child.kill("SIGINT");
		expect(await daemon.end("SIGTERM")).toBe(0);
	});
});
