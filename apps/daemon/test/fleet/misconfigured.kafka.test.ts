/** A wrong Kafka configuration: the daemon exits with 2 and one sentence that names the broker and the variable to check, never a secret. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { spawnDaemon, startDaemon, temporaryDir, until } from "../daemon.ts";
import { freePort } from "../free-ports.ts";
import { variable } from "../kafka/plain-client.ts";
import { kafkaEnv } from "./kafka-env.ts";
import { resetCluster } from "./reset-cluster.ts";

const plaintext = process.env.TEST_KAFKA_PLAINTEXT ?? "";
const reader = process.env.TEST_KAFKA_READER_KEY ?? "";
const WRONG_SECRET = "not-the-secret-7c1f";

async function refused(env: Readonly<Record<string, string>>): Promise<string> {
	await using dir = await temporaryDir();
	const { child, output } = spawnDaemon({ PORT: String(await freePort()), DATA_DIR: dir.path, ...env });
	const [code] = (await once(child, "exit")) as [number | null];
	const lines = output()
		.split("\n")
		.filter((line) => line !== "" && !line.startsWith("{"));
	expect({ code, lines: lines.length }, output()).toEqual({ code: 2, lines: 1 });
	expect(output()).not.toContain(WRONG_SECRET);
	expect(output()).not.toContain(kafkaEnv().CONFLUENT_API_SECRET ?? "no secret at all");
	return lines.join();
}

/** Forwards connections from the port on this machine to the broker. */
async function forward(port: number, broker: string): Promise<AsyncDisposable> {
	const [host = "", brokerPort = ""] = broker.split(":");
	const sockets = new Set<Socket>();
	const server = createServer((near) => {
		const far = connect(Number(brokerPort), host);
		for (const [from, to] of [
			[near, far],
			[far, near],
		] as const) {
			sockets.add(from);
			from.pipe(to);
			from.on("error", () => to.destroy());
		}
	});
	server.listen(port, "127.0.0.1");
	await once(server, "listening");
	return {
		async [Symbol.asyncDispose]() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, "close");
		},
	};
}

/** Whether an order has been delivered; false while the API cannot read orders. */
async function hasDelivered(url: string): Promise<boolean> {
	const response = await fetch(`${url}/api/orders?status=DELIVERED&limit=1`);
	return response.ok && ((await response.json()) as { orders: unknown[] }).orders.length === 1;
}

describe.skipIf(plaintext === "")("a daemon with a wrong Kafka configuration", () => {
	it("with a wrong password", async () => {
		expect(await refused({ ...kafkaEnv(), CONFLUENT_API_SECRET: WRONG_SECRET })).toMatch(/127\.0\.0\.1:\d+.*CONFLUENT_API_/);
	});

	it("with a host that does not exist", async () => {
		const lines = await refused({ ...kafkaEnv(), KAFKA_BOOTSTRAP_SERVERS: "no-such-broker.invalid:9092" });
		expect(lines).toMatch(/no-such-broker\.invalid.*KAFKA_BOOTSTRAP_SERVERS/);
	});

	it("in plaintext to a port that speaks TLS", async () => {
		const lines = await refused({ KAFKA_BOOTSTRAP_SERVERS: variable("KAFKA_BOOTSTRAP_SERVERS") });
		expect(lines).toMatch(/127\.0\.0\.1:\d+.*(TLS|CONFLUENT_API_KEY)/);
	});

	it("with TLS to a port that does not speak it", async () => {
		expect(await refused({ ...kafkaEnv(), KAFKA_BOOTSTRAP_SERVERS: plaintext })).toMatch(/127\.0\.0\.1:\d+.*KAFKA_BOOTSTRAP_SERVERS/);
	});

	it("with a certificate of an unknown authority", async () => {
		const { KAFKA_CA_FILE: _, ...env } = kafkaEnv();
		expect(await refused(env)).toMatch(/127\.0\.0\.1:\d+.*KAFKA_CA_FILE/);
	});

	it.skipIf(reader === "")("as a user who may not create the topics that are missing", async () => {
		await resetCluster(plaintext.split(","));
		const env = { ...kafkaEnv(), CONFLUENT_API_KEY: reader, CONFLUENT_API_SECRET: variable("TEST_KAFKA_READER_SECRET") };
		expect(await refused(env)).toMatch(/orders.*(create|CONFLUENT_API_KEY)/i);
	});

	it("with a certificate file that does not exist", async () => {
		expect(await refused({ ...kafkaEnv(), KAFKA_CA_FILE: "/no/such/file.pem" })).toMatch(/KAFKA_CA_FILE.*\/no\/such\/file\.pem/);
	});
});

describe("a daemon whose brokers are unavailable", () => {
	it("listens, reports it, accepts no orders, and exits on SIGTERM", async () => {
		await using dir = await temporaryDir();
		const [port, unused] = [await freePort(), await freePort()];
		const { child, output } = spawnDaemon({ PORT: String(port), DATA_DIR: dir.path, KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${unused}` });
		const url = `http://127.0.0.1:${port}`;
		await until("it listens", async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok === true);
		const ready = await fetch(`${url}/readyz`);
		expect(ready.status).toBe(503);
		expect(JSON.stringify(await ready.json())).toContain("KAFKA_BOOTSTRAP_SERVERS");
		const created = await fetch(`${url}/api/orders`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ customerId: 1, items: [{ productId: "PROD-008", name: "c", price: 19.99, quantity: 1 }] }),
		});
		expect(created.status, output()).toBe(503);
		child.kill("SIGTERM");
		const [code] = (await once(child, "exit")) as [number | null];
		expect(code, output()).toBe(0);
	});

	it.skipIf(plaintext === "")("starts its roles once they are available, without a restart", async () => {
		await using dir = await temporaryDir();
		await resetCluster(plaintext.split(","));
		const [port, bootstrap] = [await freePort(), await freePort()];
		const env = { KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${bootstrap}`, PRODUCER_RATE: "5" };
		const { child, output } = spawnDaemon({ PORT: String(port), DATA_DIR: dir.path, ...env });
		const url = `http://127.0.0.1:${port}`;
		const readiness = async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.status;
		await until("it reports that it is not ready", async () => (await readiness()) === 503);
		await using _forwarding = await forward(bootstrap, plaintext.split(",")[0] ?? "");
		await until("it is ready", async () => (await readiness()) === 200);
		await until("an order is delivered", () => hasDelivered(url));
		child.kill("SIGTERM");
		const [code] = (await once(child, "exit")) as [number | null];
		expect(code, output()).toBe(0);
	});

	it.skipIf(plaintext === "")("runs in plaintext against brokers on this machine", async () => {
		await using dir = await temporaryDir();
		await resetCluster(plaintext.split(","));
		await using daemon = await startDaemon({ DATA_DIR: dir.path, KAFKA_BOOTSTRAP_SERVERS: plaintext, PRODUCER_RATE: "5" });
		await until("an order is delivered", () => hasDelivered(daemon.url));
		expect(await daemon.end("SIGTERM"), daemon.output()).toBe(0);
	});
});
