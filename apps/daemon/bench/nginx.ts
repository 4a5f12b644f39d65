/** As `frames`, behind nginx whose buffering is on, at 100 orders a second. */
import { startDaemon, temporaryDir } from "../test/daemon.ts";
import { NO_NGINX, startNginx } from "../test/nginx.ts";
import type { Bench } from "./bench.ts";
import { measureFrames } from "./frames.ts";
import type { Row } from "./table.ts";

const RATE = 100;

export const nginx: Bench = { rows };

async function rows(): Promise<readonly Row[]> {
	if (NO_NGINX !== undefined) {
		console.error(`SKIPPED nginx: ${NO_NGINX}`);
		return [];
	}
	await using dir = await temporaryDir();
	await using daemon = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: "0" });
	await using proxy = await startNginx(daemon.url);
	const direct = await measureFrames(daemon.url, RATE);
	const behind = await measureFrames(proxy.url, RATE);
	return [
		{
			id: "nginx-frames-p99",
			what: `order accepted by the API → frame at a connected client, both through nginx, ${RATE} orders/s, p99`,
			value: behind.frameMs,
			unit: "ms",
			floors: [{ value: direct.frameMs, what: "without nginx", ratio: "times" }],
			bar: "≤ 300 ms",
			met: behind.frameMs <= 300,
		},
	];
}
