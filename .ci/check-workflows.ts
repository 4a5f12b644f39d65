/**
 * Part of `npm run lint`: fails where a workflow uses an action by a name that can be moved to other code, or gives the code of a pull request
 * more than reading. actionlint (`infra/check.sh workflows`) checks the syntax.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const FOLDER = ".github/workflows";
/** The commit, and the release that it is, for people and for what proposes updates. */
const PINNED = /^\s*(?:- )?uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
/** Pushes are of the protected branch and of tags alone. */
const ON_PUSH = "github.event_name == 'push'";

const stepSchema = z.looseObject({
	uses: z.string().optional(),
	run: z.string().optional(),
	with: z.record(z.string(), z.unknown()).optional(),
});
const jobSchema = z.looseObject({ if: z.string().optional(), permissions: z.unknown().optional(), steps: z.array(stepSchema) });
const workflowSchema = z.looseObject({ on: z.unknown(), permissions: z.unknown().optional(), jobs: z.record(z.string(), jobSchema) });
type Job = z.infer<typeof jobSchema>;

function violations(text: string): string[] {
	const lines = text.split("\n").flatMap((line, index) => {
		return /^\s*(- )?uses:/.test(line) && !PINNED.test(line) ? [`line ${index + 1}: uses an action without its commit and release`] : [];
	});
	const { on, permissions, jobs } = workflowSchema.parse(parse(text));
	const triggers = JSON.stringify(on);
	const ofForeignCode = /pull_request_target|workflow_run/.test(triggers) ? ["runs the code of others with this repository's rights"] : [];
	const granted = JSON.stringify(permissions) === '{"contents":"read"}' ? [] : ["permissions must be { contents: read }"];
	const takesPullRequests = triggers.includes("pull_request");
	return [
		...lines,
		...ofForeignCode,
		...granted,
		...Object.entries(jobs).flatMap(([name, job]) => violationsOf(job, takesPullRequests).map((what) => `job ${name}: ${what}`)),
	];
}

function violationsOf(job: Job, takesPullRequests: boolean): string[] {
	const found: string[] = [];
	const onPush = !takesPullRequests || job.if === ON_PUSH;
	if (!onPush && /write/.test(JSON.stringify(job.permissions ?? {}))) found.push(`has write permissions without if: ${ON_PUSH}`);
	const expressions = JSON.stringify(job).match(/\$\{\{.*?\}\}/g) ?? [];
	for (const each of expressions) {
		if (/\bsecrets\b/.test(each) && !onPush && !each.startsWith(`\${{ ${ON_PUSH} && `))
			found.push(`${each} is read for pull requests, too`);
	}
	for (const { uses, run, with: given } of job.steps) {
		if (uses?.startsWith("actions/checkout@") && given?.["persist-credentials"] !== false) found.push("a checkout keeps its token");
		if (run !== undefined && /\$\{\{\s*(github\.(event\.|head_ref|ref_name)|inputs\.)/.test(run))
			found.push("a script contains what a caller writes");
	}
	return found;
}

const found = readdirSync(FOLDER)
	.filter((file) => /\.ya?ml$/.test(file))
	.flatMap((file) => violations(readFileSync(join(FOLDER, file), "utf8")).map((what) => `${join(FOLDER, file)}: ${what}`));
if (found.length > 0) {
	console.error(found.join("\n"));
	process.exitCode = 1;
}
