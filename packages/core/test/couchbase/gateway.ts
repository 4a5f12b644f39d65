/**
 * What stands between the SDK and Couchbase's mock server: it adds what that server lacks (collections, the framing of durable writes),
 * and it fails on demand as networks and clusters do. Keys, documents, versions and compare-and-swap are the server's own.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { bytesOf, type Frame, frameReader, OPCODES, REQUEST, RESPONSE } from "./frames.ts";
import type { QueryService } from "./query-service.ts";

/** What the gateway offers in HELLO beside the server: framing extras, durable writes, collections. */
const FEATURES = [0x10, 0x11, 0x12];
const UNKNOWN_COLLECTION = 0x88;
const UNKNOWN_SCOPE = 0x8c;
/** The bucket's default collection, which has no id. */
const DEFAULT = "_default._default";
/** Snappy: values pass here as they are. */
const COMPRESSION = 0x0a;
const WRITES: ReadonlySet<number> = new Set([OPCODES.set, OPCODES.add, OPCODES.replace, OPCODES.remove]);
/** Requests that name a document; its collection's id comes before its key. */
const KEYED: ReadonlySet<number> = new Set([OPCODES.get, OPCODES.set, OPCODES.add, OPCODES.replace, OPCODES.remove]);
/** The first id that is free for collections. */
const FIRST_ID = 8;

/** The opaque of the gateway's own requests; the SDK counts its own up from 1. */
const PROD = 0xffff_ffff;
const NOTHING = Buffer.alloc(0);
const PRODDING = bytesOf({
	...{ magic: REQUEST, opcode: OPCODES.noop, status: 0, datatype: 0, opaque: PROD, cas: 0n },
	...{ extras: NOTHING, key: NOTHING, value: NOTHING },
});

export interface GatewayOptions {
	/** The mock server's port. */
	readonly upstream: number;
	/** Whether there is such a scope, and such a collection in it. All, when not given. */
	readonly has?: (scope: string, collection: string) => "yes" | "no-scope" | "no-collection";
	/** A stand-in for the query service, which sees every document that is written. */
	readonly queries?: QueryService | undefined;
}

export interface Gateway extends AsyncDisposable {
	readonly port: number;
	/** Ends all connections and takes no new ones, until `up`. */
	down(): Promise<void>;
	up(): Promise<void>;
	/** Each response is this many ms late. */
	delayMs: number;
	/** Called with each response; true: it is lost on its way, though the request was executed. */
	loses: (answer: Frame) => boolean;
	/** Called with each response; returns a status to send instead. `durable`: it responds to a write that required several durable copies. */
	refuses: (answer: Frame, durable: boolean) => number | undefined;
}

export async function createGateway({ upstream, has = () => "yes", queries }: GatewayOptions): Promise<Gateway> {
	const ids = new Map<string, number>();
	const paths = new Map<number, string>();
	const sockets = new Set<Socket>();
	let server = await listening(0);
	const { port } = server.address() as AddressInfo;

	function idOf(path: string): number | undefined {
		const [scope = "", collection = ""] = path.split(".");
		const known = has(scope, collection);
		if (known !== "yes") return undefined;
		const id = ids.get(path) ?? FIRST_ID + ids.size;
		ids.set(path, id);
		paths.set(id, path);
		return id;
	}

	/** The server knows one collection: the others' keys begin with their names instead of their ids. */
	function withPath(request: Frame): Frame {
		if (!KEYED.has(request.opcode)) return request;
		const { path, key } = placeOf(request);
		return { ...request, key: path === DEFAULT ? key : Buffer.concat([Buffer.from(`${path}:`), key]) };
	}

	function placeOf({ key }: Frame): { path: string; key: Buffer } {
		const { id, length } = collectionIn(key);
		return { path: paths.get(id) ?? DEFAULT, key: key.subarray(length) };
	}

	/** What a write has stored or removed, once it is answered with success. */
	function keep(request: Frame | undefined, { status }: Frame): void {
		if (request === undefined || status !== 0 || queries === undefined) return;
		const { path, key } = placeOf(request);
		if (request.opcode === OPCODES.remove) queries.drop(path, key.toString());
		else queries.keep(path, key.toString(), request.value);
	}

	function collectionIdAnswer(request: Frame): Buffer {
		const path = (request.value.length > 0 ? request.value : request.key).toString();
		const id = idOf(path);
		const extras = Buffer.alloc(id === undefined ? 0 : 12);
		if (id !== undefined) extras.writeUInt32BE(id, 8);
		const [scope = "", collection = ""] = path.split(".");
		const status = id !== undefined ? 0 : has(scope, collection) === "no-scope" ? UNKNOWN_SCOPE : UNKNOWN_COLLECTION;
		return bytesOf({ ...request, magic: RESPONSE, datatype: 0, status, cas: 0n, extras, key: NOTHING, value: NOTHING });
	}

	function serve(client: Socket): void {
		const backend = connect(upstream, "127.0.0.1");
		const durable = new Set<number>();
		const writes = new Map<number, Frame>();
		let waiting = 0;
		const asked = new Map<number, readonly number[]>();
		const requests = frameReader((frame) => {
			if (frame.opcode === OPCODES.collectionId) return answer(collectionIdAnswer(frame));
			if (frame.opcode === OPCODES.hello) return greet(frame);
			if (frame.durable) durable.add(frame.opaque);
			if (queries !== undefined && WRITES.has(frame.opcode)) writes.set(frame.opaque, { ...frame, value: Buffer.from(frame.value) });
			waiting += 1;
			backend.write(bytesOf(withPath(frame)));
		});
		const responses = frameReader((frame) => {
			if (frame.opaque === PROD) return;
			waiting -= 1;
			keep(writes.get(frame.opaque), frame);
			writes.delete(frame.opaque);
			if (self.loses(frame)) return;
			if (frame.opcode === OPCODES.hello) return answer(bytesOf(withFeatures(frame, asked.get(frame.opaque) ?? [])));
			const status = self.refuses(frame, durable.delete(frame.opaque));
			if (status !== undefined) return answer(bytesOf({ ...frame, status, cas: 0n, extras: NOTHING, value: NOTHING }));
			answer(bytesOf(frame.value.includes("vBucketServerMap") ? withPorts(frame, port, queries?.port) : frame));
		});
		function greet(hello: Frame): void {
			const features = numbersIn(hello.value);
			asked.set(hello.opaque, features);
			waiting += 1;
			backend.write(bytesOf({ ...hello, value: bytesOfNumbers(features.filter((feature) => feature !== COMPRESSION)) }));
		}
		function answer(bytes: Buffer): void {
			if (self.delayMs > 0) setTimeout(() => client.destroyed || client.write(bytes), self.delayMs).unref();
			else client.write(bytes);
		}
		client.on("data", requests);
		backend.on("data", (bytes: Buffer) => {
			responses(bytes);
			// The server holds back a small answer until the one before it is acknowledged, which takes 40 ms unless something is sent.
			if (waiting > 0) backend.write(PRODDING);
			else if (client.destroyed) backend.destroy();
		});
		sockets.add(client);
		for (const socket of [client, backend]) {
			socket.setNoDelay(true);
			// A connection that breaks is what this gateway is for.
			socket.on("error", () => undefined);
		}
		client.on("close", () => {
			sockets.delete(client);
			// What has been asked for is done all the same, and the stand-in for the query service hears of it.
			if (waiting === 0) backend.destroy();
		});
		backend.on("close", () => client.destroy());
	}

	async function listening(at: number): Promise<Server> {
		const made = createServer((client) => serve(client));
		made.listen(at, "127.0.0.1");
		await once(made, "listening");
		return made;
	}

	async function down(): Promise<void> {
		const closed = server.listening ? once(server, "close") : undefined;
		server.close();
		for (const socket of sockets) socket.destroy();
		await closed;
	}

	const self: Gateway = {
		port,
		delayMs: 0,
		loses: () => false,
		refuses: () => undefined,
		down,
		async up() {
			server = await listening(port);
		},
		[Symbol.asyncDispose]: down,
	};
	return self;
}

/** The collection's id before a key, in LEB128, and how many bytes it takes. */
function collectionIn(key: Buffer): { id: number; length: number } {
	let id = 0;
	for (let length = 0; ; length++) {
		const byte = key[length] ?? 0;
		id |= (byte & 0x7f) << (7 * length);
		if (byte < 0x80) return { id, length: length + 1 };
	}
}

function numbersIn(value: Buffer): number[] {
	return Array.from({ length: value.length / 2 }, (_, index) => value.readUInt16BE(index * 2));
}

function bytesOfNumbers(numbers: readonly number[]): Buffer {
	const value = Buffer.alloc(numbers.length * 2);
	for (const [index, number] of numbers.entries()) value.writeUInt16BE(number, index * 2);
	return value;
}

function withFeatures(answer: Frame, asked: readonly number[]): Frame {
	const features = [...new Set([...numbersIn(answer.value), ...FEATURES.filter((feature) => asked.includes(feature))])];
	return { ...answer, value: bytesOfNumbers(features) };
}

/** The cluster's map with this gateway in the place of its only node, and with what the gateway adds among its capabilities. */
function withPorts(answer: Frame, port: number, queries: number | undefined): Frame {
	const map = JSON.parse(answer.value.toString()) as {
		nodesExt: { services: Record<string, number> }[];
		nodes?: { ports?: Record<string, number> }[];
		vBucketServerMap: { serverList: string[] };
		bucketCapabilities: string[];
		clusterCapabilities?: Record<string, string[]>;
	};
	for (const node of map.nodesExt) node.services = { kv: port, ...(queries === undefined ? {} : { n1ql: queries }) };
	for (const node of map.nodes ?? []) node.ports = { direct: port };
	map.vBucketServerMap.serverList = [`127.0.0.1:${port}`];
	if (queries !== undefined) map.clusterCapabilities = { n1ql: ["enhancedPreparedStatements"] };
	map.bucketCapabilities = [...map.bucketCapabilities, "collections", "durableWrite", "xattr"];
	return { ...answer, value: Buffer.from(JSON.stringify(map)) };
}
