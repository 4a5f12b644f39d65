/** Which adapters implement the pipeline's ports. Their modules are loaded only where they are configured. */
import { readFileSync } from "node:fs";
import type { Role } from "@orderdeck/contracts/topics";
import type { KafkaSettings } from "@orderdeck/core/adapters/kafka/client/settings";
import { createOrderedWork } from "@orderdeck/core/adapters/ordered-work/ordered-work";
import type { Ledger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import type { DatabaseObserver } from "@orderdeck/core/adapters/sqlite/database";
import { OperatorRefusal, StoreError } from "@orderdeck/core/ports/errors";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import type { LogWork, UnitOfWork } from "@orderdeck/core/ports/unit-of-work";
import type { CouchbaseConfig, KafkaConfig } from "../backend-config.ts";
import type { ReportEvent } from "../logging.ts";
import { messageOf } from "../message-of.ts";
import { openEmbedded } from "./embedded.ts";

export interface BackendOptions {
	readonly dataDir: string;
	readonly kafka: KafkaConfig | undefined;
	readonly couchbase: CouchbaseConfig | undefined;
	readonly roles: readonly Role[];
	/** The client id of this process in Kafka. */
	readonly clientId: string;
	readonly report: ReportEvent;
}

export interface Backend extends AsyncDisposable {
	readonly log: EventLog;
	readonly store: OrderStore;
	readonly work: UnitOfWork;
	/** The simulated payment provider's records: kept where the store is, so that all processes share them. */
	readonly ledger: Ledger;
	/** Why nothing can be written now: files of the data directory were removed or replaced. Undefined when all are in place. */
	fault(): string | undefined;
	/** Connects once. Throws an OperatorRefusal when the operator must change something; an unavailable server is no error. */
	verify(): Promise<void>;
}

export async function openBackend(options: BackendOptions): Promise<Backend> {
	await using scope = new AsyncDisposableStack();
	const { kafka, couchbase, dataDir } = options;
	const isEmbedded = kafka === undefined || couchbase === undefined;
	const observer: DatabaseObserver = {
		onUpgrade: (formats) => options.report("info", "database_upgrade", { ...formats }),
		onCheckpointFailed: (error) => options.report("warn", "checkpoint_failed", { err: messageOf(error) }),
	};
	const embedded = isEmbedded ? scope.use(await openEmbedded(dataDir, { hasStore: couchbase === undefined, observer })) : undefined;
	const events = kafka === undefined ? partOf(embedded?.backend) : scope.use(await openKafka(kafka, options));
	const remote = couchbase === undefined ? undefined : scope.use(await openCouchbase(couchbase, options.roles, "writer"));
	const documents = remote ?? partOf(embedded?.backend);
	const ledger = remote?.ledger ?? partOf(embedded?.ledger);
	const atomic = kafka === undefined && couchbase === undefined;
	const work = atomic ? partOf(embedded?.backend).work : createOrderedWork({ store: documents.store, log: events.logWork });
	const owned = scope.move();
	return {
		log: events.log,
		store: documents.store,
		work,
		ledger,
		fault: () => embedded?.fault(),
		async verify() {
			await Promise.all([events, documents].map((part) => ("verify" in part ? unlessUnavailable(() => part.verify()) : undefined)));
		},
		[Symbol.asyncDispose]: () => owned.disposeAsync(),
	};
}

/** A server that is unavailable may recover: the roles wait for it, and the daemon starts. */
async function unlessUnavailable(look: () => Promise<void>): Promise<void> {
	try {
		await look();
	} catch (error) {
		if (!(error instanceof StoreError && error.code === "UNAVAILABLE")) throw error;
	}
}

function partOf<T>(part: T | undefined): T {
	if (part === undefined) throw new Error("no embedded backend is configured");
	return part;
}

/** The configuration cannot be used until the operator changes it; the message states how. */
export class BackendRefused extends OperatorRefusal {
	override readonly name = "BackendRefused";
	readonly code = "AUTHORITY_UNREADABLE";
}

function authorityIn(file: string, variable: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch (cause) {
		throw new BackendRefused(`${variable}: ${file} cannot be read; it needs the PEM file of the authority that signed the certificates.`, {
			cause,
		});
	}
}

/** The log on Kafka, with its half of the unit of work. */
export async function openKafka(
	{ brokers, credentials, caFile, recordCodec }: KafkaConfig,
	{ clientId, report, settings = {} }: Pick<BackendOptions, "clientId" | "report"> & { readonly settings?: Partial<KafkaSettings> },
): Promise<{ readonly log: EventLog; readonly logWork: LogWork; verify(): Promise<void> } & AsyncDisposable> {
	const { createKafkaBackend } = await import("@orderdeck/core/adapters/kafka/backend");
	return createKafkaBackend(
		{
			brokers,
			clientId,
			recordCodec,
			...(credentials === undefined ? {} : { credentials }),
			...(caFile === undefined ? {} : { ca: authorityIn(caFile, "KAFKA_CA_FILE") }),
		},
		{ settings, report: ({ level, message }) => report(level, "kafka", { message }) },
	);
}

/** The other roles use key-value operations only: they work while the query service is unavailable. */
const USES_QUERIES: ReadonlySet<Role> = new Set(["api", "shipping"]);

/** The store on Couchbase, with the payment provider's records beside it. */
export async function openCouchbase(
	{ caFile, ...config }: CouchbaseConfig,
	roles: readonly Role[],
	use: "writer" | "reader",
): Promise<{ readonly store: OrderStore; readonly ledger: Ledger; verify(): Promise<void> } & AsyncDisposable> {
	const { createCouchbaseBackend } = await import("@orderdeck/core/adapters/couchbase/backend");
	const backend = createCouchbaseBackend({ ...config, use, ca: caFile });
	if (caFile !== undefined) authorityIn(caFile, "COUCHBASE_CA_FILE");
	const queries = roles.some((role) => USES_QUERIES.has(role));
	return { ...backend, verify: () => backend.verify({ queries }) };
}
