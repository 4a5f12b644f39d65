/** A signal counts from the first moment, and once, however often it comes. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freePort, spawnDaemon, startDaemon, temporaryDir, until } from "./daemon.ts";

describe("a signal", () => {
	it.each([0, 50, 100, 200])("%i ms after the start has opened the data directory ends it with 0", async (after) => {
		await using dir = await temporaryDir();
		const { child, output } = spawnDaemon({ PORT: String(await freePort()), DATA_DIR: dir.path });
		const exited = once(child, "exit");
		await until("it opens the data directory", async () => existsSync(join(dir.path, "orderdeck.lock")));
		await new Promise((resolve) => setTimeout(resolve, after));
		child.kill("SIGTERM");
		expect({ exit: await exited, said: output() }).toEqual({ exit: [0, null], said: "" });
	});

	it("that comes twice at once, as npm passes Ctrl-C on, still drains and ends with 0", async () => {
		await using dir = await temporaryDir();
		await using daemon = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: "500" });
		daemon.child.kill("SIGINT");
		await new Promise((resolve) => setTimeout(resolve, 10));
		daemon.child.kill("SIGINT");
		expect(await daemon.end("SIGTERM")).toBe(0);
	});
});
