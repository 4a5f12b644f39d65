/** What the ports throw, and what the pipeline does, while Couchbase is unavailable, slow, or not set up. */
import { GROUPS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { describe, expect, it } from "vitest";
import { OPCODES } from "../../../test/couchbase/frames.ts";
import { createQueryService } from "../../../test/couchbase/query-service.ts";
import { CasMismatch, StoreError } from "../../ports/errors.ts";
import { runStep } from "../../runtime/run-step.ts";
import { analyticsStep } from "../../steps/analytics.ts";
import { created } from "../../steps/events.fixture.ts";
import { encodeEvent } from "../../wire/codec.ts";
import { createOrderedWork } from "../ordered-work/ordered-work.ts";
import { createSimulatedGateway } from "../simulated-gateway/simulated-gateway.ts";
import { temporaryBackend } from "../sqlite/temporary-backend.ts";
import { systemClock } from "../system-clock.ts";
import { CouchbaseRefused } from "./client/failures.ts";
import { type GatewayPlace, gatewayPlace, HAS_QUERIES } from "./couchbase.fixture.ts";
import { INDEXES } from "./statements/indexes.ts";

const QUICK = { keyValueMs: 1_000, bootstrapMs: 1_500 };
const AUTHENTICATION_FAILED = 0x20;
const DURABILITY_AMBIGUOUS = 0xa3;
const DURABILITY_IMPOSSIBLE = 0xa1;

const ensure = (key: string, next: number) => ({ op: "ensure", collection: "sequences", key, doc: { next } }) as const;
const insert = (key: string, next: number) => ({ op: "insert", collection: "sequences", key, doc: { next } }) as const;

async function failure(act: () => Promise<unknown>): Promise<Error> {
	try {
		await act();
	} catch (error) {
		if (error instanceof Error) return error;
	}
	throw new Error("it did not fail");
}

function codeOf(error: unknown): unknown {
	return error instanceof StoreError ? error.code : error;
}

/** A sentence that names what to look at, and no secret. */
function expectMessage(error: Error, place: GatewayPlace, ...words: readonly string[]): void {
	for (const word of words) expect(error.message).toContain(word);
	expect(error.message).not.toContain(place.options.password);
	expect(error.message).toMatch(/^[^\n]+$/);
}

// These need a network that fails on demand.
describe.skipIf(HAS_QUERIES)("Couchbase that is unavailable", () => {
	it("at the start: operations throw UNAVAILABLE, and work once it is there", async () => {
		await using place = await gatewayPlace();
		await place.gateway.down();
		const { store, verify } = place.open(QUICK);
		for (const act of [() => store.get("orders", ["1"]), () => store.write([ensure("s", 1)]), () => verify({ queries: false })]) {
			const error = await failure(act);
			expect(error).toMatchObject({ name: "StoreError", code: "UNAVAILABLE" });
			expectMessage(error, place, place.options.host, "COUCHBASE_HOST");
		}
		await place.gateway.up();
		// On a busy machine the first connection may take longer than the short timeout.
		await expect.poll(() => store.write([ensure("s", 1)]).then(() => "written", codeOf)).toBe("written");
		await verify({ queries: false });
		expect((await store.get("sequences", ["s"]))[0]?.doc).toEqual({ next: 1 });
	});

	it("under load: nothing is skipped, and everything drains when it has recovered", async () => {
		const orders = 600;
		await using place = await gatewayPlace();
		await using sqlite = await temporaryBackend();
		const { store, ledger } = place.open(QUICK);
		await sqlite.log.ensureTopics(
			[...analyticsStep.topics, TOPICS.orderAnalytics, `${GROUPS.analytics}.dlq`].map((topic) => ({ topic, partitions: PARTITIONS })),
		);
		await sqlite.log.append(Array.from({ length: orders }, (_, id) => encodeEvent(created(id))));
		const failures: unknown[] = [];
		const failedThrice = Promise.withResolvers<void>();
		const dead: unknown[] = [];
		const lagging = async () => {
			const committed = await sqlite.log.groupOffsets(analyticsStep.group);
			return orders - committed.reduce((sum, at) => sum + (at.topic === TOPICS.orders ? (at.committed ?? 0) : 0), 0);
		};
		let handled = 0;
		const stop = new AbortController();
		const gateway = createSimulatedGateway({ clock: systemClock, latencyMs: 0, declineRate: 0, ledger });
		const settings = { dispatchMs: 0, deliverMs: 0, restockDelayMs: 0, baseCurrency: "USD" };
		const running = runStep(
			analyticsStep,
			{
				log: sqlite.log,
				work: createOrderedWork({ store, log: sqlite.logWork }),
				deps: { store, gateway, clock: systemClock, settings, atomic: false },
				observer: {
					retried: (_group, error) => {
						if (failures.push(error) === 3) failedThrice.resolve();
					},
					deadLettered: (_group, record) => dead.push(record),
					failed: (_group, error) => failures.push(error),
					handled: (_group, records) => {
						handled += records;
						if (handled === 100) void place.gateway.down();
					},
				},
				member: "m",
				maxRecords: 20,
				lingerMs: 0,
				attempts: 3,
			},
			stop.signal,
		);
		await failedThrice.promise;
		expect(await lagging()).toBeGreaterThan(0);
		await place.gateway.up();
		await expect.poll(lagging).toBe(0);
		stop.abort();
		await running.done;
		expect(dead).toEqual([]);
		for (const error of failures) expect(error).toMatchObject({ code: expect.stringMatching(/^(UNAVAILABLE|CAS_MISMATCH)$/) });
		const views = await store.get(
			"orders",
			Array.from({ length: orders }, (_, id) => String(id)),
		);
		expect(views.every((view) => view?.doc.lifecycle.length === 1)).toBe(true);
		const totals = await store.aggregates();
		expect(totals.reduce((sum, { orders: count }) => sum + count, 0)).toBe(orders);
	});

	it("slow beyond the timeout: UNAVAILABLE, and a write that was in progress is found applied when it is retried", async () => {
		await using place = await gatewayPlace();
		const { store } = place.open(QUICK);
		await store.write([ensure("s", 1)]);
		place.gateway.delayMs = 1_500;
		expectMessage(await failure(() => store.get("sequences", ["s"])), place, place.options.host);
		expect(await failure(() => store.write([insert("late", 1)]))).toBeInstanceOf(StoreError);
		place.gateway.delayMs = 0;
		expect((await store.get("sequences", ["late"]))[0]?.doc).toEqual({ next: 1 });
		await expect(store.write([insert("late", 2)])).rejects.toBeInstanceOf(CasMismatch);
	});
});

describe.skipIf(HAS_QUERIES)("a write whose response is lost", () => {
	/** The next response to such a request is lost; returns a count of lost ones. */
	function lose({ gateway }: GatewayPlace, opcode: number): () => number {
		let lost = 0;
		gateway.loses = (answer) => {
			if (lost > 0 || answer.opcode !== opcode) return false;
			lost += 1;
			return true;
		};
		return () => lost;
	}

	it("is found done, and not done again: insert, ensure, replace", async () => {
		await using place = await gatewayPlace();
		const { store } = place.open(QUICK);
		const inserted = lose(place, OPCODES.add);
		await store.write([insert("a", 1)]);
		const ensured = lose(place, OPCODES.add);
		await store.write([ensure("b", 1)]);
		const [before] = await store.get("sequences", ["a"]);
		const replaced = lose(place, OPCODES.replace);
		await store.write([{ op: "replace", collection: "sequences", key: "a", doc: { next: 2 }, cas: before?.cas ?? 0 }]);
		expect([inserted(), ensured(), replaced()]).toEqual([1, 1, 1]);
		expect((await store.get("sequences", ["a", "b"])).map((each) => each?.doc)).toEqual([{ next: 2 }, { next: 1 }]);
	});

	it("is lost to another one, even one with the same content", async () => {
		await using place = await gatewayPlace();
		const [first, second] = [place.open(QUICK).store, place.open(QUICK).store];
		await first.write([insert("s", 0)]);
		const [read] = await first.get("sequences", ["s"]);
		const take = { op: "replace", collection: "sequences", key: "s", doc: { next: 1_000 }, cas: read?.cas ?? 0 } as const;
		await second.write([take]);
		// The first one's write is refused, and the refusal is lost: a document with the same content was not written by it.
		const refused = lose(place, OPCODES.replace);
		await expect(first.write([take])).rejects.toBeInstanceOf(CasMismatch);
		expect(refused()).toBe(1);
	});

	it("is found done when the cluster cannot say whether it is durable", async () => {
		await using place = await gatewayPlace();
		const { store } = place.open({ ...QUICK, durability: "majority" });
		let asked = 0;
		place.gateway.refuses = (_answer, durable) => {
			if (!durable) return undefined;
			asked += 1;
			return DURABILITY_AMBIGUOUS;
		};
		await store.write([insert("s", 1)]);
		expect(asked).toBe(1);
		expect((await store.get("sequences", ["s"]))[0]?.doc).toEqual({ next: 1 });
	});
});

describe.skipIf(HAS_QUERIES)("Couchbase that is not set up", () => {
	async function refusal(place: GatewayPlace, more: Parameters<GatewayPlace["open"]>[0] = {}): Promise<CouchbaseRefused> {
		const error = await failure(() => place.open({ ...QUICK, ...more }).verify({ queries: false, timeoutMs: 1_000 }));
		if (!(error instanceof CouchbaseRefused)) throw error;
		return error;
	}

	it("refuses the user: the variables are named", async () => {
		await using place = await gatewayPlace();
		place.gateway.refuses = ({ opcode }) =>
			opcode === OPCODES.authenticate || opcode === OPCODES.authenticateStep ? AUTHENTICATION_FAILED : undefined;
		const error = await refusal(place);
		expect(error.code).toBe("WRONG_CREDENTIALS");
		expectMessage(error, place, "COUCHBASE_USERNAME", "COUCHBASE_PASSWORD");
		const passing = await failure(() => place.open(QUICK).store.get("orders", ["1"]));
		expect(passing).toMatchObject({ code: "UNAVAILABLE" });
		expectMessage(passing, place, "COUCHBASE_USERNAME");
	});

	it("has no such bucket", async () => {
		await using place = await gatewayPlace();
		const error = await refusal(place, { bucket: "elsewhere" });
		expect(error.code).toBe("BUCKET_MISSING");
		expectMessage(error, place, "elsewhere", "COUCHBASE_BUCKET");
	});

	it("has no scope", async () => {
		await using place = await gatewayPlace({ has: () => "no-scope" });
		const error = await refusal(place);
		expect(error.code).toBe("SCOPE_MISSING");
		expectMessage(error, place, place.options.place?.scope ?? "", "npm run couchbase:setup");
	});

	it("lacks a collection: it is named, and operations wait for it", async () => {
		await using place = await gatewayPlace({ has: (_scope, collection) => (collection === "payments" ? "no-collection" : "yes") });
		const error = await refusal(place);
		expect(error.code).toBe("COLLECTION_MISSING");
		expectMessage(error, place, `${place.options.place?.scope}.payments`, "npm run couchbase:setup");
		expect(error.message).not.toContain("shipments");
		const passing = await failure(() => place.open(QUICK).store.get("payments", ["1"]));
		expect(passing).toMatchObject({ code: "UNAVAILABLE" });
		expectMessage(passing, place, "payments", "npm run couchbase:setup");
	});

	it("cannot provide the durability that is required", async () => {
		await using place = await gatewayPlace();
		place.gateway.refuses = (_answer, durable) => (durable ? DURABILITY_IMPOSSIBLE : undefined);
		const error = await failure(() => place.open({ ...QUICK, durability: "majority" }).store.write([insert("s", 1)]));
		expect(error).toMatchObject({ code: "UNAVAILABLE" });
		expectMessage(error, place, "COUCHBASE_DURABILITY");
	});

	it("has no query service", async () => {
		await using place = await gatewayPlace();
		const error = await failure(() => place.open(QUICK).verify({ queries: true, timeoutMs: 1_000 }));
		expect(error).toMatchObject({ name: "CouchbaseRefused", code: "QUERY_SERVICE_MISSING" });
		const { store } = place.open(QUICK);
		expect(await failure(() => store.listOrders({}, { limit: 1 }))).toMatchObject({ code: "UNAVAILABLE" });
	});

	it("lacks an index: it is named; one that is being built is waited for", async () => {
		await using service = await createQueryService();
		await using place = await gatewayPlace({ queries: service });
		const { scope = "", orders } = place.options.place ?? {};
		const there = INDEXES.map(({ name, on }) => ({
			name,
			state: "online",
			scope,
			collection: on === "orders" ? (orders?.collection ?? "") : on,
		}));
		const { verify } = place.open(QUICK);
		const check = () => verify({ queries: true });
		service.indexes = there.filter(({ name }) => name !== "orderdeck_shipments_due");
		const error = await failure(check);
		expect(error).toMatchObject({ name: "CouchbaseRefused", code: "INDEX_MISSING" });
		expectMessage(error, place, "orderdeck_shipments_due", "npm run couchbase:setup");
		expect(error.message).not.toContain("orderdeck_orders_listed");
		service.indexes = there.map((index) => (index.name === "orderdeck_orders_listed" ? { ...index, state: "building" } : index));
		const building = await failure(check);
		expect(building).toMatchObject({ code: "UNAVAILABLE" });
		expectMessage(building, place, "orderdeck_orders_listed");
		service.indexes = there;
		await check();
	});

	it("is an unknown host", async () => {
		await using place = await gatewayPlace();
		const error = await refusal(place, { host: "no-such-host.invalid" });
		expect(error.code).toBe("UNKNOWN_HOST");
		expectMessage(error, place, "no-such-host.invalid", "COUCHBASE_HOST");
	});

	it("is ready when all is there", async () => {
		await using place = await gatewayPlace();
		await place.open().verify({ queries: false });
	});
});
