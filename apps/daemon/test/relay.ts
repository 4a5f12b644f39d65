/**
 * A TCP relay before a daemon: it knows what the daemon has sent, and which side has closed each connection. That the daemon has closed one reaches
 * the client with its next request only, as on a slow network.
 */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { listen } from "./listen.ts";

type Side = "client" | "daemon";

export interface Relay extends AsyncDisposable {
	readonly url: string;
	/** The side that ended each connection; undefined for one that is open. */
	readonly endedBy: readonly (Side | undefined)[];
	/** After what completes this text of the daemon nothing more of that connection is passed on, and the connection stays open. */
	holdAfter(last: RegExp): void;
}

export async function startRelay(daemonUrl: string): Promise<Relay> {
	const { hostname, port } = new URL(daemonUrl);
	const endedBy: (Side | undefined)[] = [];
	const sockets = new Set<Socket>();
	let last: RegExp | undefined;
	const server = createServer({ noDelay: true }, (client) => {
		const daemon = connect({ host: hostname, port: Number(port), noDelay: true });
		for (const socket of [client, daemon]) {
			sockets.add(socket);
			socket.once("close", () => sockets.delete(socket));
			// A reset connection is a closed one.
			socket.on("error", () => undefined);
		}
		const place = endedBy.push(undefined) - 1;
		const end = (side: Side) => {
			endedBy[place] ??= side;
		};
		client.on("data", (chunk) => {
			if (endedBy[place] === "daemon") client.destroy();
			else daemon.write(chunk);
		});
		client.once("close", () => {
			end("client");
			daemon.destroy();
		});
		let sent = "";
		let isHeld = false;
		daemon.on("data", (chunk) => {
			if (isHeld) return;
			client.write(chunk);
			sent += chunk.toString("latin1");
			isHeld = last?.test(sent) === true;
		});
		daemon.once("close", () => end("daemon"));
	});
	return {
		url: await listen(server),
		endedBy,
		holdAfter: (pattern) => {
			last = pattern;
		},
		async [Symbol.asyncDispose]() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, "close");
		},
	};
}
