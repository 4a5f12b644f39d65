/**
 * Part of `npm run lint`: fails where a workflow uses an action by a name that can be moved to other code, or where anything but a release can
 * write or read secrets. actionlint (`infra/check.sh workflows`) checks the syntax.
 */
import { globSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const TRIGGERS = ["push", "pull_request", "schedule", "workflow_dispatch", "workflow_call"];
/** Started by nothing else. */
const RELEASE = JSON.stringify({ push: { tags: ["v*"] } });
/** This commit's own, or another's with its commit and release, which updates and reviewers read. */
const PINNED = /^\s*(?:- )?uses: (?:\.\/\.github\/[\w./-]+|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
/** Runs the code of packages, of which any could use what its job may do. */
const RUNS_PACKAGES = /\bnpm (?!sbom\b)|\bnpx\b/;
const BUILDS = "./.github/actions/build";

const recordSchema = z.record(z.string(), z.unknown());
const stepSchema = z.looseObject({ uses: z.string().optional(), run: z.string().optional(), with: recordSchema.optional() });
const jobSchema = z.looseObject({
	uses: z.string().optional(),
	permissions: z.unknown().optional(),
	environment: z.unknown().optional(),
	"timeout-minutes": z.number().optional(),
	secrets: z.unknown().optional(),
	steps: z.array(stepSchema).default([]),
});
const workflowSchema = z.looseObject({
	on: z.union([z.string().transform((one) => ({ [one]: {} })), z.array(z.string()).transform(eachAsKey), recordSchema]),
	permissions: z.unknown().optional(),
	defaults: z.unknown().optional(),
	concurrency: z.unknown().optional(),
	jobs: z.record(z.string(), jobSchema),
});
const actionSchema = z.looseObject({ runs: z.looseObject({ steps: z.array(stepSchema) }) });
type Step = z.infer<typeof stepSchema>;
type Job = z.infer<typeof jobSchema>;

/** What is wrong with a workflow. */
export function workflowViolations(text: string): string[] {
	const { on, permissions, defaults, concurrency, jobs, ...rest } = workflowSchema.parse(parse(text));
	const release = JSON.stringify(on) === RELEASE;
	const found = Object.keys(on)
		.filter((trigger) => !TRIGGERS.includes(trigger))
		.map((trigger) => `is started by ${trigger}: accepted are ${TRIGGERS.join(", ")}`);
	if (JSON.stringify(permissions) !== '{"contents":"read"}')
		found.push("permissions must be { contents: read }; a job states what it needs beyond");
	if (JSON.stringify(defaults) !== '{"run":{"shell":"bash"}}')
		found.push("defaults must be { run: { shell: bash } }: without it a failure before a pipe is not noticed");
	if (readsSecrets(rest)) found.push("secrets are read outside of a step");
	if (release && !/"cancel-in-progress":false/.test(JSON.stringify(concurrency ?? null)))
		found.push("a release can be cancelled midway: concurrency needs cancel-in-progress: false");
	const ofJobs = Object.entries(jobs).flatMap(([name, job]) =>
		[...jobViolations(job, text), ...(release ? releaseViolations(job) : readingViolations(job))].map((what) => `job ${name}: ${what}`),
	);
	return [...found, ...ofJobs];
}

/** What is wrong with a composite action. */
export function actionViolations(text: string): string[] {
	return actionSchema.parse(parse(text)).runs.steps.flatMap((step) => stepViolations(step, text));
}

function jobViolations({ uses, secrets, steps, "timeout-minutes": timeout }: Job, text: string): string[] {
	const found = uses === undefined ? [] : pinViolations(uses, text);
	if (uses === undefined && timeout === undefined) found.push("has no timeout-minutes");
	if (secrets === "inherit") found.push("passes every secret on: name those that are needed");
	return [...found, ...steps.flatMap((step) => stepViolations(step, text))];
}

function stepViolations({ uses, run, with: given }: Step, text: string): string[] {
	const found = uses === undefined ? [] : pinViolations(uses, text);
	if (uses?.startsWith("actions/checkout@") && given?.["persist-credentials"] !== false) found.push("a checkout keeps its token");
	if (run?.includes("${{")) found.push("a script contains an expression, whose value could be code: pass it by env");
	return found;
}

function pinViolations(uses: string, text: string): string[] {
	const lines = text.split("\n").filter((line) => line.includes(uses));
	return lines.length > 0 && lines.every((line) => PINNED.test(line)) ? [] : [`${uses} needs its commit and, as a comment, its release`];
}

/** Of a workflow that branches, pull requests or the clock start. */
function readingViolations(job: Job): string[] {
	const found: string[] = [];
	if (canWrite(job)) found.push("has write permissions, which only a release has (started by tags alone)");
	if (readsSecrets(job) || job.environment !== undefined) found.push("reads secrets, which only a release does (started by tags alone)");
	return found;
}

function releaseViolations(job: Job): string[] {
	const found: string[] = [];
	const { steps, ...rest } = job;
	if (readsSecrets(rest)) found.push("secrets are read outside of a step");
	if (readsSecrets(steps) && job.environment === undefined) found.push("reads secrets outside of an environment");
	if (canWrite(job) && steps.some(({ uses, run }) => uses === BUILDS || RUNS_PACKAGES.test(run ?? "")))
		found.push("runs the code of packages with write permissions: build in a job that only reads");
	return found;
}

function canWrite({ permissions }: Job): boolean {
	return /write/.test(JSON.stringify(permissions ?? null));
}

function readsSecrets(part: unknown): boolean {
	return /\$\{\{(?:(?!\}\}).)*\bsecrets\b/i.test(JSON.stringify(part));
}

function eachAsKey(names: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(names.map((name) => [name, {}]));
}

if (import.meta.main) {
	const check = (pattern: string, violations: (text: string) => string[]) =>
		globSync(pattern).flatMap((file) => violations(readFileSync(file, "utf8")).map((what) => `${file}: ${what}`));
	const found = [
		...check(".github/workflows/*.{yml,yaml}", workflowViolations),
		...check(".github/actions/*/action.{yml,yaml}", actionViolations),
	];
	if (found.length > 0) {
		console.error(found.join("\n"));
		process.exitCode = 1;
	}
}
