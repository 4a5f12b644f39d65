/**
 * A stand-in for Couchbase's query service: its HTTP interface as the SDK uses it, over the documents that have passed the gateway, with the
 * harness's own reading of SQL++. It shows what our statements mean, not how Couchbase plans them.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { parseSelect } from "./sqlpp/parser.ts";
import type { Parameters, Row } from "./sqlpp/select.ts";
import type { Json } from "./sqlpp/values.ts";

export interface QueryService extends AsyncDisposable {
	readonly port: number;
	/** A document is now so. */
	keep(path: string, key: string, value: Buffer): void;
	/** A document is no longer there. */
	drop(path: string, key: string): void;
	/** The keys of the documents that are there. */
	keys(path: string): string[];
	/** Ends all connections and takes no new ones, until `up`. */
	down(): Promise<void>;
	up(): Promise<void>;
	/** Each response is this many ms late. */
	delayMs: number;
	/** True: it sees no further writes, as an index that lags behind. */
	deaf: boolean;
	/** The indexes that are there, by name, and where they lie. */
	indexes: readonly { readonly name: string; readonly state: string; readonly scope: string; readonly collection: string }[];
}

interface Failure {
	readonly code: number;
	readonly msg: string;
}
type Answer =
	| { readonly status: "success"; readonly results: readonly Json[]; readonly prepared: string }
	| { readonly status: "fatal"; readonly errors: readonly Failure[] };

function answered(results: readonly Json[], prepared: string): Answer & { metrics: object } {
	const times = { elapsedTime: "1ms", executionTime: "1ms" };
	return { status: "success", results, prepared, metrics: { ...times, resultCount: results.length, resultSize: 0 } };
}

function failed(failure: Failure): Answer {
	return { status: "fatal", errors: [failure] };
}

export async function createQueryService(): Promise<QueryService> {
	const documents = new Map<string, Map<string, Json>>();
	const prepared = new Map<string, string>();
	const server = createServer((request, response) => {
		const reply = async (body: Readonly<Record<string, Json>>): Promise<void> => {
			const answer = answerTo(body);
			if (service.delayMs > 0) await sleep(service.delayMs, undefined, { ref: false });
			response.writeHead("errors" in answer ? 400 : 200, { "content-type": "application/json" });
			response.end(JSON.stringify({ requestID: crypto.randomUUID(), clientContextID: body.client_context_id, signature: null, ...answer }));
		};
		// A client that disconnected before its request was complete gets no response.
		void bodyOf(request).then(reply, () => response.destroy());
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;

	/** A statement to prepare is run immediately, and known by its name from then on. */
	function answerTo(body: Readonly<Record<string, Json>>): Answer {
		const statement = typeof body.prepared === "string" ? prepared.get(body.prepared) : body.statement;
		if (typeof statement !== "string") return failed({ code: 4040, msg: "No such prepared statement" });
		const text = statement.replace(/^PREPARE (?:FORCE )?/, "");
		const name = `p:${text}`;
		prepared.set(name, text);
		try {
			return answered(resultsOf(text, parametersIn(body)), name);
		} catch (error) {
			if (error instanceof SyntaxError) return failed({ code: 3000, msg: `syntax error - ${error.message}` });
			throw error;
		}
	}

	function resultsOf(statement: string, parameters: Parameters): Json[] {
		if (statement.includes("FROM system:indexes")) return service.indexes.map((index) => ({ ...index }));
		const select = parseSelect(statement);
		const rows = documents.get(select.from.slice(1).join(".")) ?? new Map<string, Json>();
		return select.run(
			[...rows].map(([id, doc]): Row => ({ id, doc })),
			parameters,
		);
	}

	async function down(): Promise<void> {
		if (!server.listening) return;
		const closed = once(server, "close");
		server.close();
		server.closeAllConnections();
		await closed;
	}

	const service: QueryService = {
		port,
		delayMs: 0,
		down,
		async up() {
			server.listen(port, "127.0.0.1");
			await once(server, "listening");
		},
		keys: (path) => [...(documents.get(path)?.keys() ?? [])],
		indexes: [],
		deaf: false,
		drop(path, key) {
			if (!service.deaf) documents.get(path)?.delete(key);
		},
		keep(path, key, value) {
			if (service.deaf) return;
			const rows = documents.get(path) ?? new Map<string, Json>();
			documents.set(path, rows.set(key, JSON.parse(value.toString()) as Json));
		},
		[Symbol.asyncDispose]: down,
	};
	return service;
}

function parametersIn(body: Readonly<Record<string, Json>>): Parameters {
	return Object.fromEntries(Object.entries(body).flatMap(([name, value]) => (name.startsWith("$") ? [[name.slice(1), value]] : [])));
}

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, Json>>> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	const text = Buffer.concat(parts).toString();
	return text === "" ? {} : (JSON.parse(text) as Record<string, Json>);
}
