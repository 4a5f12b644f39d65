import { describe, expect, it } from "vitest";
import { createDaemonLog, createLogger } from "./logging.ts";

function capture(level: "info" | "debug") {
	const lines: string[] = [];
	return { lines, logger: createLogger(level, { write: (line: string) => void lines.push(line) }) };
}
const request = { requestId: "r-1", method: "GET", path: "/api/orders", status: 200, ms: 3, actor: "local" };

describe("createLogger", () => {
	it("writes one JSON object a line with a level by name and an ISO time", () => {
		const { lines, logger } = capture("info");
		createDaemonLog(logger).stopping({ signal: "SIGTERM" });
		expect(JSON.parse(lines[0] ?? "")).toEqual({
			level: "info",
			time: expect.stringMatching(/^\d{4}-.*Z$/),
			service: "orderdeck",
			signal: "SIGTERM",
			msg: "stopping",
		});
	});

	it("never writes a credential", () => {
		const { lines, logger } = capture("info");
		logger.info({ authorization: "Bearer s3cret", headers: { authorization: "Bearer s3cret", cookie: "s3cret" } }, "x");
		logger.info({ req: { headers: { authorization: "Bearer s3cret" } }, actor: { token: "s3cret" } }, "x");
		expect(lines.join("")).not.toContain("s3cret");
	});

	it("tells failed requests from handled ones by level", () => {
		const { lines, logger } = capture("info");
		const log = createDaemonLog(logger);
		log.request(request);
		log.request({ ...request, status: 503 });
		expect(lines.map((line) => JSON.parse(line).status)).toEqual([503]);
	});

	it("keeps the cause of an internal error with the request's id", () => {
		const { lines, logger } = capture("info");
		createDaemonLog(logger).requestFailed({ requestId: "r-1", path: "/api/orders", error: new Error("disk full") });
		expect(JSON.parse(lines[0] ?? "")).toMatchObject({ requestId: "r-1", msg: "request failed", err: { message: "disk full" } });
	});
});
