/** A TCP relay before a daemon: it has seen every byte that the daemon has sent, and who ended each connection. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface Relay extends AsyncDisposable {
	readonly url: string;
	/** The side that ended each connection that has ended, in their order. */
	readonly endedBy: readonly ("client" | "daemon")[];
	/** After what completes this text of the daemon nothing more of that connection is passed on, and the connection stays open. */
	holdAfter(last: RegExp): void;
}

export async function startRelay(daemonUrl: string): Promise<Relay> {
	const { hostname, port } = new URL(daemonUrl);
	const endedBy: ("client" | "daemon")[] = [];
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
		let sent = "";
		let held = false;
		let ended = false;
		const end = (side: "client" | "daemon") => {
			if (ended) return;
			ended = true;
			endedBy.push(side);
			client.destroy();
			daemon.destroy();
		};
		client.on("data", (chunk) => daemon.write(chunk));
		daemon.on("data", (chunk) => {
			if (held) return;
			client.write(chunk);
			sent += chunk.toString("latin1");
			held = last?.test(sent) === true;
		});
		client.on("close", () => end("client")).on("end", () => end("client"));
		daemon.on("close", () => end("daemon")).on("end", () => end("daemon"));
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (typeof address !== "object" || address === null) throw new Error("the relay has no port");
	return {
		url: `http://127.0.0.1:${address.port}`,
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
