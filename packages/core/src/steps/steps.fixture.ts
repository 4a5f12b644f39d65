/** For tests: steps run by the real runtime on a real backend in a directory of its own, on a manual clock. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OrderEvent } from "@orderdeck/contracts/events";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { deadLetterTopic, type EventType, GROUPS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { createOrderedWork } from "../adapters/ordered-work/ordered-work.ts";
import { readLedger } from "../adapters/simulated-gateway/ledger.ts";
import { createSimulatedGateway, openLedger } from "../adapters/simulated-gateway/simulated-gateway.ts";
import { createSqliteBackend, type SqliteBackend } from "../adapters/sqlite/backend.ts";
import { CATALOG } from "../domain/catalog.ts";
import { newProduct, type Product } from "../domain/stock.ts";
import type { Cas, Collection, Collections } from "../ports/documents.ts";
import type { Appended, Generation, LogRecord, NewRecord } from "../ports/event-log.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { applyPart, applyParts } from "../runtime/effects.ts";
import type { RuntimeObserver } from "../runtime/run-options.ts";
import { runStep } from "../runtime/run-step.ts";
import { NO_EFFECTS, type Step, type StepDeps, type StepSettings } from "../runtime/step.ts";
import { decodeRecord, encodeEvent } from "../wire/codec.ts";
import { manualClock, turnOfTheLoop } from "./manual-clock.fixture.ts";
import { type ObservedGateway, observed } from "./observed-gateway.fixture.ts";

export interface WorldOptions {
	/** Log and store are one system; otherwise two, and every write stands alone. */
	readonly atomic?: boolean;
	readonly declineRate?: number;
	readonly settings?: Partial<StepSettings>;
}

export interface RunOptions {
	/** Members of the group that run concurrently. */
	readonly members?: number;
	readonly maxRecords?: number;
	/** Instead of the world's own. */
	readonly deps?: StepDeps;
}

export interface TurnOptions {
	readonly maxRecords?: number;
	/** The process dies instead of making this part of the batch durable: 1 is the first. */
	readonly crashAtPart?: number;
	/** The process dies instead of this act of making durable: a single write, the append of records, a commit. 1 is the first. */
	readonly crashAtAct?: number;
}

interface Uses {
	readonly maxRecords: number;
	readonly work: UnitOfWork;
	readonly observer: RuntimeObserver;
	readonly deps?: StepDeps;
}

class ProcessDied extends Error {
	override readonly name = "ProcessDied";
}

const silent: RuntimeObserver = {
	retried: () => undefined,
	deadLettered: () => undefined,
	handled: () => undefined,
	failed: () => undefined,
};
const ALL_TOPICS = [...new Set<string>([...Object.values(TOPICS), ...Object.values(GROUPS).map(deadLetterTopic)])];

export class World implements AsyncDisposable {
	readonly dir = mkdtempSync(join(tmpdir(), "orderdeck-steps-"));
	readonly clock = manualClock();
	readonly gateway: ObservedGateway;
	readonly settings: StepSettings;
	#backend: SqliteBackend;
	readonly #ledger = openLedger(this.dir);
	readonly #atomic: boolean;
	#members = 0;
	/** Of ticks: one process has them all, until it dies. */
	#generation: Generation = { owns: () => true };

	private constructor({ declineRate = 0, settings, atomic = true }: WorldOptions) {
		this.#atomic = atomic;
		this.#backend = createSqliteBackend({ dir: this.dir, clock: this.clock });
		this.gateway = observed(createSimulatedGateway({ clock: this.clock, latencyMs: 0, declineRate, ledger: this.#ledger }));
		this.settings = { dispatchMs: 2_000, deliverMs: 5_000, restockDelayMs: 0, baseCurrency: "USD", ...settings };
	}

	/** With all topics and the catalog's products. */
	static async open(options: WorldOptions = {}): Promise<World> {
		const world = new World(options);
		await world.log.ensureTopics(ALL_TOPICS.map((topic) => ({ topic, partitions: PARTITIONS })));
		await world.stock(...CATALOG.map((item) => newProduct(item)));
		return world;
	}

	get log() {
		return this.#backend.log;
	}
	get store() {
		return this.#backend.store;
	}
	get work() {
		return this.#atomic ? this.#backend.work : this.#inActs(() => undefined);
	}

	/** The unit of work of two systems, which calls `before` ahead of each act, and `after` when it has taken effect. */
	#inActs(before: () => void, after: () => void = () => undefined): UnitOfWork {
		const { store, logWork } = this.#backend;
		return createOrderedWork({
			store: {
				async write(writes) {
					const versions: (Cas | undefined)[] = [];
					for (const write of writes) {
						before();
						versions.push(...(await store.write([write])));
						after();
					}
					return versions;
				},
			},
			log: {
				check: (commit) => logWork.check(commit),
				async apply({ records, commit }) {
					if (records.length > 0) before();
					const appended = await logWork.apply({ records });
					if (records.length > 0) after();
					if (commit === undefined) return appended;
					before();
					await logWork.apply({ records: [], commit });
					return appended;
				},
			},
		});
	}
	/** The backend as commands use it, which calls `before` ahead of each operation and `after` when it has taken effect. */
	watched(before: () => void, after: () => void = () => undefined): Pick<World, "log" | "store" | "work" | "clock"> {
		const { log, store, work } = this.#backend;
		const around = async <T>(act: () => Promise<T>): Promise<T> => {
			before();
			const result = await act();
			after();
			return result;
		};
		return {
			clock: this.clock,
			log: { ...log, ensureTopics: (topics) => around(() => log.ensureTopics(topics)) },
			store: {
				...store,
				get: (collection, keys) => around(() => store.get(collection, keys)),
				countOrders: (created) => around(() => store.countOrders(created)),
			},
			work: this.#atomic ? { atomic: true, apply: (unit) => around(() => work.apply(unit)) } : this.#inActs(before, after),
		};
	}

	get deps(): StepDeps {
		return { store: this.store, gateway: this.gateway, clock: this.clock, settings: this.settings, atomic: this.work.atomic };
	}

	/** Closes the database and opens it again, as a restart does. */
	reopen(): void {
		this.#backend.close();
		this.#generation = { owns: () => true };
		this.#backend = createSqliteBackend({ dir: this.dir, clock: this.clock });
	}

	/** Adds products to stock that are not there yet. */
	async stock(...products: readonly Product[]): Promise<void> {
		const writes = products.map((doc) => ({ op: "ensure", collection: "products", key: doc.product_id, doc }) as const);
		await this.work.apply({ writes, records: [] });
	}

	async publish(...events: readonly OrderEvent[]): Promise<readonly Appended[]> {
		return this.append(...events.map(encodeEvent));
	}
	async append(...records: readonly NewRecord[]): Promise<readonly Appended[]> {
		return this.log.append(records);
	}

	/** Records of the step's topics that its group has not committed. */
	async lag(step: Step): Promise<number> {
		const committed = new Map(
			(await this.log.groupOffsets(step.group)).map((at) => [`${at.topic}/${at.partition}`, at.committed ?? 0] as const),
		);
		const bounds = await this.log.bounds(step.topics);
		return bounds.reduce((sum, { topic, partition, end }) => sum + end - (committed.get(`${topic}/${partition}`) ?? 0), 0);
	}

	/** Runs the step until its group has read everything. */
	async run(step: Step, { members = 1, maxRecords = 500, deps = this.deps }: RunOptions = {}): Promise<void> {
		const stop = new AbortController();
		const running = Array.from({ length: members }, () =>
			this.#start(step, { maxRecords, work: this.work, observer: silent, deps }, stop.signal),
		);
		while ((await this.lag(step)) > 0) await turnOfTheLoop();
		stop.abort();
		await Promise.all(running);
	}

	/** One batch, if there is something to read; a crash leaves it uncommitted. Returns whether the process died. */
	async turn(step: Step, { maxRecords = 500, crashAtPart, crashAtAct }: TurnOptions = {}): Promise<boolean> {
		if ((await this.lag(step)) === 0) return false;
		const stop = new AbortController();
		let act = 0;
		let died = false;
		const die = (): never => {
			died = true;
			stop.abort();
			throw new ProcessDied();
		};
		const inActs = this.#inActs(() => {
			act += 1;
			if (act === crashAtAct) die();
		});
		const { apply } = crashAtAct === undefined ? this.work : inActs;
		let part = 0;
		const work: UnitOfWork = {
			atomic: this.work.atomic,
			apply(unit) {
				part += 1;
				return part === crashAtPart ? die() : apply(unit);
			},
		};
		await this.#start(step, { maxRecords, work, observer: { ...silent, handled: () => stop.abort() } }, stop.signal);
		return died;
	}

	/** Applies what is due by the clock, once. Returns whether the process died. */
	async tick(step: Step, { crashAtAct }: Pick<TurnOptions, "crashAtAct"> = {}): Promise<boolean> {
		let act = 0;
		const dying = this.#inActs(() => {
			act += 1;
			if (act === crashAtAct) throw new ProcessDied();
		});
		const work = crashAtAct === undefined ? this.work : dying;
		try {
			const due = (await step.tick?.(this.deps, this.#generation)) ?? NO_EFFECTS;
			await applyParts(due, { apply: (part) => applyPart(part, work), refused: async () => undefined });
		} catch (error) {
			if (!(error instanceof ProcessDied)) throw error;
			this.#generation = { owns: () => true };
			return true;
		}
		return false;
	}

	#start(step: Step, use: Uses, signal: AbortSignal): Promise<void> {
		// Ticks are called by the tests, so that nothing falls due in between.
		const { group, topics, handle } = step;
		this.#members += 1;
		const options = { deps: this.deps, ...use, log: this.log, member: `member-${this.#members}`, lingerMs: 0, attempts: 3 };
		return runStep({ group, topics, handle }, options, signal).done;
	}

	async doc<C extends Collection>(collection: C, key: string | number): Promise<Readonly<Collections[C]> | undefined> {
		return (await this.store.get(collection, [String(key)]))[0]?.doc;
	}

	async records(...topics: readonly string[]): Promise<LogRecord[]> {
		const bounds = await this.log.bounds(topics);
		return (await Promise.all(bounds.map(({ topic, partition, end }) => this.log.read({ topic, partition, offset: 0 }, end)))).flat();
	}

	/** The events on a topic as anyone reads them from its bytes. */
	async events(...topics: readonly string[]): Promise<OrderEvent[]> {
		return (await this.records(...topics)).flatMap((record) => {
			const decoded = decodeRecord(record);
			return decoded.kind === "event" ? [decoded.placed.event] : [];
		});
	}

	/** The types of an order's events on a topic, in their order. */
	async typesOn(topic: string, order: string | number): Promise<EventType[]> {
		return (await this.events(topic)).filter(({ key }) => key === String(order)).map(({ type }) => type);
	}

	async deadLetters(): Promise<LogRecord[]> {
		return this.records(...Object.values(GROUPS).map(deadLetterTopic));
	}

	/** The provider's ledger. */
	taken() {
		return readLedger(this.dir);
	}

	async view(order: string | number): Promise<OrderView | undefined> {
		const page = await this.store.listOrders({ q: String(order) }, { limit: 1 });
		return page.items[0];
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#backend.close();
		await this.#ledger[Symbol.asyncDispose]();
		rmSync(this.dir, { recursive: true, force: true });
	}
}
