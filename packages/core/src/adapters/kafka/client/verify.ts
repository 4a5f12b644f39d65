/** Checks once, at the start, whether Kafka can be used with these options; if not, the error states what to change. */
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { createClient, type KafkaContext } from "./connection.ts";
import { KafkaRefused, kafkaFailure, tlsExpected, tlsNotSpoken } from "./failures.ts";
import { createCluster } from "./kafkajs-internals.ts";

/** Throws KafkaRefused where an operator must change something, StoreError UNAVAILABLE where Kafka cannot be reached. */
export async function verifyConnection(context: KafkaContext): Promise<void> {
	const { options } = context;
	const cluster = createCluster(createClient(context), context.settings.metadataMs);
	try {
		await cluster.connect();
	} catch (error) {
		const failure = kafkaFailure(error, { doing: "connecting", brokers: options.brokers });
		throw failure instanceof KafkaRefused ? failure : ((await wrongProtocol(context, error)) ?? failure);
	} finally {
		await cluster.disconnect().catch(() => undefined);
	}
}

/** A listener that receives the wrong protocol closes the connection or does not respond; a TLS handshake shows which it expects. */
async function wrongProtocol({ options, settings }: KafkaContext, cause: unknown): Promise<KafkaRefused | undefined> {
	for (const broker of options.brokers) {
		const protocol = await protocolAt(broker, settings.connectionTimeoutMs);
		if (protocol === "tls" && options.credentials === undefined)
			return new KafkaRefused("TLS_EXPECTED", tlsExpected(`Kafka at ${broker}`), { cause });
		if (protocol === "plaintext" && options.credentials !== undefined) {
			return new KafkaRefused("TLS_NOT_SPOKEN", tlsNotSpoken(`Kafka at ${broker}`), { cause });
		}
	}
	return undefined;
}

async function protocolAt(broker: string, timeoutMs: number): Promise<"tls" | "plaintext" | "unreachable"> {
	const colon = broker.lastIndexOf(":");
	const [host, port] = [broker.slice(0, colon), Number(broker.slice(colon + 1))];
	if (!(await connects(() => connectTcp({ host, port }), "connect", timeoutMs))) return "unreachable";
	// The certificate is not verified: nothing is sent.
	return (await connects(() => connectTls({ host, port, rejectUnauthorized: false }), "secureConnect", timeoutMs)) ? "tls" : "plaintext";
}

function connects(open: () => ReturnType<typeof connectTcp>, event: "connect" | "secureConnect", timeoutMs: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = open();
		const done = (yes: boolean) => () => {
			socket.destroy();
			resolve(yes);
		};
		socket.once(event, done(true)).once("error", done(false)).once("close", done(false)).setTimeout(timeoutMs, done(false));
	});
}
