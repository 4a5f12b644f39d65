/**
 * `node infra/runbook/check.ts`: runs every call and every command of docs/runbook.md as it is written there, against a daemon of its own, and
 * looks up every name that it has as code. A command without a case is a failure, and so is a case without a command.
 */
import { createHash } from "node:crypto";
import { ACCESS_ROLES, type AccessRole } from "@orderdeck/contracts/session";
import { deadLetterTopic, GROUPS, PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { created } from "@orderdeck/core/steps/events.fixture";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { z } from "zod";
import { AUDIENCE, startTestIssuer } from "../../apps/daemon/src/access/issuer.fixture.ts";
import { type Daemon, startDaemon, temporaryDir, until } from "../../apps/daemon/test/daemon.ts";
import { apiCases, type Case } from "./api-cases.ts";
import { type Caller, collectNames, createCaller } from "./caller.ts";
import { commandCases } from "./command-cases.ts";
import { createLookUp, ELSEWHERE } from "./references.ts";
import { refusalProblems } from "./refusals.ts";
import { brokenLinks, type Code, codeOf, isCommand, readRunbook, tableOf } from "./runbook.ts";
import { CommandSkipped } from "./shell.ts";

const DAY = "86400000";
/** What the runbook states to be for admins; whatever else changes something is for operators. */
const FOR_ADMINS = /^\/api\/(?:groups\/[^/]+\/(?:objective|offsets)|rules(?!.*\/explain))/;
const statusSchema = z.object({ status: z.string() });
const markdown = readRunbook();
const all = codeOf(markdown);
const targets = tableOf(markdown, "`to`").flatMap(([target = ""]) => target.split("`, `").map((text) => text.replaceAll("`", "")));
const commands = all.filter(isCommand);

let passed = 0;
const wrong: string[] = [];
function expectNone(what: string, problems: readonly string[]): void {
	if (problems.length === 0) passed += 1;
	else wrong.push(...problems.map((problem) => `${what}: ${problem}`));
}

await using dir = await temporaryDir();
await using issuer = await startTestIssuer();
const dataDir = `${dir.path}/data`;
const seeded = await seedOrders(dataDir);
await using daemon = await startDaemon({
	DATA_DIR: dataDir,
	LOG_LEVEL: "debug",
	PRODUCER_RATE: "0",
	PAYMENT_LATENCY_MS: "0",
	PAYMENT_DECLINE_RATE: "0",
	// No order is shipped: all can be cancelled.
	SHIP_DISPATCH_MS: DAY,
	RESTOCK_DELAY_MS: "0",
	ENVIRONMENT_KIND: "production",
	AUTH_TOKENS: ACCESS_ROLES.map((role) => `ada:${role}:${createHash("sha256").update(tokenOf(role)).digest("hex")}`).join(),
	OIDC_ISSUER: issuer.url,
	OIDC_AUDIENCE: AUDIENCE,
});
const caller = createCaller(daemon.url, (method, path) =>
	tokenOf(method === "GET" ? "viewer" : FOR_ADMINS.test(path) ? "admin" : "operator"),
);
await until("the orders are handled", async () => {
	const statuses = [...seeded.open, seeded.outOfStock].map(
		async (id) => statusSchema.safeParse((await caller.attempt(`GET /api/orders/${id}`)).body).data?.status,
	);
	return (await Promise.all(statuses)).join() === [...seeded.open.map(() => "PREPARED"), "CANCELLED"].join();
});

await runCases({
	...apiCases(caller, seeded),
	...commandCases({
		url: daemon.url,
		token: tokenOf("operator"),
		dataDir,
		pid: daemon.child.pid ?? 0,
		dir: dir.path,
		order: seeded.open[0],
	}),
});
await checkTargets(caller);
expectNone("a refused sign-in", await refusalProblems(tableOf(markdown, "`refused.reason`"), daemon.url, issuer));
expectNone("a link", brokenLinks(markdown));
await checkNames(daemon, caller);
for (const line of wrong) console.log(line);
console.log(`${passed} passed, ${wrong.length} failed`);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** Orders of another producer, before the daemon starts: some that can be handled, one of more than there is, and a record that is no order. */
async function seedOrders(path: string) {
	await using backend = createSqliteBackend({ dir: path });
	const topics = [TOPICS.orders, ...Object.values(GROUPS).map(deadLetterTopic)];
	await backend.log.ensureTopics(topics.map((topic) => ({ topic, partitions: PARTITIONS })));
	const webcams = { product_id: "PROD-006", name: "Webcam HD", price: 89.99, quantity: 50 };
	await backend.log.append([
		...[1, 2, 3, 4, 5, 6].map((id) => encodeEvent(created(id))),
		encodeEvent(created(7, { items: [webcams] })),
		encodeEvent(created(8, { items: [{ ...webcams, product_id: "PROD-999", name: "Unknown" }] })),
		{ topic: TOPICS.orders, key: "9", value: Buffer.from("no order"), headers: {} },
	]);
	return { open: ["1", "2", "3", "4", "5", "6"], outOfStock: "7" } as const;
}

/** Runs the cases in their order, each with every command that begins as it states. */
async function runCases(cases: Readonly<Record<string, Case>>): Promise<void> {
	const caseOf = ({ text }: Code) =>
		Object.keys(cases).find((start) => text.startsWith(start) && /^(?:$|[?\s])/.test(text.slice(start.length)));
	for (const code of commands) if (caseOf(code) === undefined) wrong.push(`${placeOf(code)} has no case`);
	for (const [start, run] of Object.entries(cases)) {
		const own = commands.filter((code) => caseOf(code) === start);
		if (own.length === 0) wrong.push(`the case "${start}" has no command in docs/runbook.md`);
		for (const code of own) await runCase(code, run);
	}
}

async function runCase(code: Code, run: Case): Promise<void> {
	try {
		await run(code.text);
		passed += 1;
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		if (error instanceof CommandSkipped) console.log(`SKIPPED ${placeOf(code)}: ${reason}`);
		else wrong.push(`${placeOf(code)}: ${reason}`);
	}
}

/** Every target of a reset is accepted by its preview. */
async function checkTargets({ send }: Caller): Promise<void> {
	const preview = 'POST /api/groups/<group>/offsets/preview {"to": ';
	for (const target of targets) {
		await runCase({ line: all.find(({ text }) => text === target)?.line ?? 0, text: target }, async () => {
			await send(`${preview}${target}}`, z.object({ in_words: z.array(z.string()) }), {
				group: GROUPS.payments,
				"other group": GROUPS.inventory,
				time: new Date().toISOString(),
			});
		});
	}
}

async function checkNames({ url, output }: Daemon, { attempt, names }: Caller): Promise<void> {
	for (const call of ["GET /api/openapi.json", "GET /api/audit?limit=500", "GET /api/dead-letters"]) await attempt(call);
	// The last line may not be complete yet.
	for (const line of output().split("\n").slice(0, -1)) if (line.startsWith("{")) collectNames(JSON.parse(line), names);
	const scrape = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${tokenOf("viewer")}` } })).text();
	const problemOf = createLookUp({ names, scrape, commands: commands.map(({ text }) => text) });
	for (const code of all) {
		if (isCommand(code) || targets.includes(code.text)) continue;
		const problem = problemOf(code.text);
		if (problem === undefined) passed += 1;
		else wrong.push(`${placeOf(code)} ${problem}`);
	}
	for (const name of ELSEWHERE) if (all.every(({ text }) => text !== name)) wrong.push(`the name ${name} is not in docs/runbook.md`);
}

/** Of the same person. */
function tokenOf(role: AccessRole): string {
	return `token-of-${role}`;
}

function placeOf({ line, text }: Code): string {
	return `docs/runbook.md:${line}: \`${text}\``;
}
