import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** Each port with its file and its conformance suite. */
const PORTS = [
	{ port: "EventLog", file: "event-log.ts", suite: "eventLogConformance" },
	{ port: "OrderStore", file: "order-store.ts", suite: "orderStoreConformance" },
	{ port: "UnitOfWork", file: "unit-of-work.ts", suite: "unitOfWorkConformance" },
	{ port: "PaymentGateway", file: "payment-gateway.ts", suite: "paymentGatewayConformance" },
] as const;

const ADAPTERS = join(import.meta.dirname, "..", "adapters");

interface Folder {
	readonly name: string;
	readonly sources: readonly string[];
	readonly tests: readonly string[];
}

function folders(): Folder[] {
	return readdirSync(ADAPTERS, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => {
			const files = readdirSync(join(ADAPTERS, name), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
			const read = (file: string) => readFileSync(join(ADAPTERS, name, file), "utf8");
			const [tests, sources] = [files.filter((file) => file.endsWith(".test.ts")), files.filter((file) => !file.endsWith(".test.ts"))];
			return { name, sources: sources.map(read), tests: tests.map(read) };
		});
}

/** A folder implements a port when one of its functions returns one: `createX(...): Port {`. */
function implementsPort({ sources }: Pick<Folder, "sources">, port: string): boolean {
	return sources.some((source) =>
		new RegExp(`^export (?:async )?function create\\w+\\([\\s\\S]*?\\): (?:Promise<)?${port}\\b`, "m").test(source),
	);
}

function missing(folder: Folder): string[] {
	return PORTS.filter(({ port, suite }) => implementsPort(folder, port) && !folder.tests.some((test) => test.includes(`${suite}("`))).map(
		({ suite }) => `${folder.name} does not run ${suite}`,
	);
}

describe("conformance", () => {
	it.each(PORTS)("$port has a suite and an adapter that runs it", ({ port, file, suite }) => {
		const text = readFileSync(join(import.meta.dirname, file.replace(".ts", ".conformance.ts")), "utf8");
		expect(text).toContain(`export function ${suite}(`);
		expect(folders().filter((folder) => implementsPort(folder, port))).not.toEqual([]);
	});

	it.each(folders())("$name runs the suite of every port that it implements", (folder) => {
		expect(missing(folder)).toEqual([]);
	});

	it("finds an adapter without its suite", () => {
		const source = "export function createRedisLog(\n\turl: string,\n): EventLog {\n";
		expect(missing({ name: "redis", sources: [source], tests: [] })).toEqual(["redis does not run eventLogConformance"]);
		expect(missing({ name: "redis", sources: [source], tests: ['eventLogConformance("redis", setup);'] })).toEqual([]);
	});
});
