import { describe, expect, it } from "vitest";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

/** The status that a proxy on this machine gets when it forwards for a client. */
async function statusFor({ url }: TestDaemon, forwardedFor: string): Promise<number> {
	return (await fetch(`${url}/api/inventory`, { headers: { "x-forwarded-for": forwardedFor } })).status;
}

describe("the rate limit behind a proxy", () => {
	it("does not trust X-Forwarded-For without TRUST_PROXY: another address in it gives no other limit", async () => {
		await using daemon = await startTestDaemon({ limits: { localRequestsPerMinute: 2 } });
		const statuses = [
			await statusFor(daemon, "203.0.113.1"),
			await statusFor(daemon, "203.0.113.2"),
			await statusFor(daemon, "203.0.113.3"),
		];
		expect(statuses).toEqual([200, 200, 429]);
	});

	it("tells clients apart by the address that a trusted proxy saw", async () => {
		await using daemon = await startTestDaemon({ limits: { localRequestsPerMinute: 2 }, trustProxy: ["127.0.0.1"] });
		const busy = [await statusFor(daemon, "203.0.113.1"), await statusFor(daemon, "203.0.113.1"), await statusFor(daemon, "203.0.113.1")];
		expect({ busy, other: await statusFor(daemon, "203.0.113.2") }).toEqual({ busy: [200, 200, 429], other: 200 });
	});

	it("uses the address that the proxy saw, not what the client wrote before it", async () => {
		await using daemon = await startTestDaemon({ limits: { localRequestsPerMinute: 2 }, trustProxy: ["127.0.0.1"] });
		const statuses = [
			await statusFor(daemon, "198.51.100.1, 203.0.113.1"),
			await statusFor(daemon, "198.51.100.2, 203.0.113.1"),
			await statusFor(daemon, "198.51.100.3, 203.0.113.1"),
		];
		expect(statuses).toEqual([200, 200, 429]);
	});

	it("does not trust a peer that is none of the trusted proxies", async () => {
		await using daemon = await startTestDaemon({ limits: { localRequestsPerMinute: 1 }, trustProxy: ["10.0.0.0/8"] });
		expect([await statusFor(daemon, "203.0.113.1"), await statusFor(daemon, "203.0.113.2")]).toEqual([200, 429]);
	});
});
