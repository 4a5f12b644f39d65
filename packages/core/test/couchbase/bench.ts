/** The analytics step on Couchbase against as many bare SDK writes, in one run. */
import { PARTITIONS } from "@orderdeck/contracts/topics";
import { connect } from "couchbase";
import { createCouchbaseBackend } from "../../src/adapters/couchbase/backend.ts";
import { type CouchbaseOptions, connectionString } from "../../src/adapters/couchbase/client/options.ts";
import { inParallel } from "../../src/adapters/couchbase/documents/in-parallel.ts";
import { createSimulatedGateway } from "../../src/adapters/simulated-gateway/simulated-gateway.ts";
import { systemClock } from "../../src/adapters/system-clock.ts";
import { partitionOf } from "../../src/domain/murmur2.ts";
import type { PlacedEvent } from "../../src/domain/order-document.ts";
import type { StepDeps } from "../../src/runtime/step.ts";
import { analyticsStep } from "../../src/steps/analytics.ts";
import { created, paid } from "../../src/steps/events.fixture.ts";

const IN_FLIGHT = 128;

export interface BenchOptions {
	readonly options: CouchbaseOptions;
	readonly orders: number;
	/** Records a batch, as the runtime gives the step. */
	readonly batch: number;
}

export interface BenchResult {
	/** Documents the step wrote. */
	readonly writes: number;
	/** Documents it read before. */
	readonly reads: number;
	/** Events of orders that the step handled. */
	readonly stepEventsPerSecond: number;
	readonly stepWritesPerSecond: number;
	readonly bareUpsertsPerSecond: number;
	/** Of the bare upserts' rate, with what the step reads and decides counted as nothing. */
	readonly ratio: number;
	/** The same with each document that was read counted as an operation, too. */
	readonly ratioOfOperations: number;
}

/** Each order is created and then paid, so that half of the views are inserted and half replaced. */
export async function benchAnalytics({ options, orders, batch }: BenchOptions): Promise<BenchResult> {
	await using backend = createCouchbaseBackend(options);
	const counts = { writes: 0, reads: 0 };
	const { store, ledger } = backend;
	const counted: StepDeps["store"] = {
		...store,
		get(collection, keys) {
			counts.reads += keys.length;
			return store.get(collection, keys);
		},
	};
	const gateway = createSimulatedGateway({ clock: systemClock, latencyMs: 0, declineRate: 0, ledger });
	const settings = { dispatchMs: 0, deliverMs: 0, restockDelayMs: 0, baseCurrency: "USD" };
	const deps: StepDeps = { store: counted, gateway, clock: systemClock, settings, atomic: false };
	const batches = batchesOf(orders, batch);
	await using bare = await bareCollection(options);
	await store.get("orders", ["warm"]);
	let stepMs = 0;
	let bareMs = 0;
	// In turns, so that both meet the same machine.
	for (const events of batches) {
		const from = performance.now();
		const { writes } = await analyticsStep.handle(events, deps);
		await store.write(writes);
		const between = performance.now();
		await bare.upsert(writes.map(({ doc }) => doc));
		stepMs += between - from;
		bareMs += performance.now() - between;
		counts.writes += writes.length;
	}
	const [stepWritesPerSecond, bareUpsertsPerSecond] = [(counts.writes / stepMs) * 1000, (counts.writes / bareMs) * 1000];
	const stepEventsPerSecond = (batches.flat().length / stepMs) * 1000;
	const ratio = bareMs / stepMs;
	const ratioOfOperations = (ratio * (counts.writes + counts.reads)) / counts.writes;
	return { ...counts, stepEventsPerSecond, stepWritesPerSecond, bareUpsertsPerSecond, ratio, ratioOfOperations };
}

interface Bare extends AsyncDisposable {
	upsert(docs: readonly object[]): Promise<void>;
}

/** A collection by the SDK alone, set up as the adapter sets it up. */
async function bareCollection(options: CouchbaseOptions): Promise<Bare> {
	const cluster = await connect(connectionString(options.host), {
		username: options.username,
		password: options.password,
		...(options.ca === undefined ? {} : { security: { trustStorePath: options.ca } }),
		tracingConfig: { enableTracing: false },
		metricsConfig: { enableMetrics: false },
	});
	const scope = cluster.bucket(options.bucket).scope(options.place?.scope ?? "ops");
	const collection = scope.collection("order_events");
	await collection.upsert("warm", {});
	let upserts = 0;
	return {
		async upsert(docs) {
			await inParallel(docs, IN_FLIGHT, (doc) => collection.upsert(`bare-${upserts++}`, doc));
		},
		[Symbol.asyncDispose]: () => cluster.close(),
	};
}

function batchesOf(orders: number, size: number): PlacedEvent[][] {
	const next = new Map<string, number>();
	const place = (event: PlacedEvent["event"]): PlacedEvent => {
		const partition = partitionOf(new TextEncoder().encode(event.key), PARTITIONS);
		const at = `${event.topic}/${partition}`;
		const offset = next.get(at) ?? 0;
		next.set(at, offset + 1);
		return { event, partition, offset, timestamp: Date.now() };
	};
	const events = [
		...Array.from({ length: orders }, (_, id) => place(created(id))),
		...Array.from({ length: orders }, (_, id) => place(paid(id))),
	];
	return Array.from({ length: Math.ceil(events.length / size) }, (_, index) => events.slice(index * size, (index + 1) * size));
}
