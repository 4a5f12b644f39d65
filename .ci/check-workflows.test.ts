import { expect, it } from "vitest";
import { actionViolations, workflowViolations } from "./check-workflows.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

const READING = `
on: { push: { branches: [main] }, pull_request: {} }
permissions: { contents: read }
defaults: { run: { shell: bash } }
jobs:
  build:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@${COMMIT} # v1.2.3
        with: { persist-credentials: false }
      - uses: ./.github/actions/build
      - run: npm test
        env: { NAME: "\${{ github.ref_name }}" }
`;

const RELEASE = `
on: { push: { tags: ["v*"] } }
permissions: { contents: read }
defaults: { run: { shell: bash } }
concurrency: { group: release, cancel-in-progress: false }
jobs:
  package:
    environment: release
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - uses: ./.github/actions/build
      - run: npx package
        env: { KEY: "\${{ secrets.KEY }}" }
  publish:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions: { contents: write }
    steps:
      - run: gh release create
        env: { GH_TOKEN: "\${{ github.token }}" }
`;

const ACTION = `
runs:
  using: composite
  steps:
    - uses: actions/setup-node@${COMMIT} # v1.2.3
    - run: npm ci
      shell: bash
`;

it("what keeps the rules has no violations", () => {
	expect([workflowViolations(READING), workflowViolations(RELEASE), actionViolations(ACTION)]).toEqual([[], [], []]);
	expect(workflowViolations(READING.replace("{ push: { branches: [main] }, pull_request: {} }", "[push, pull_request]"))).toEqual([]);
});

const workflows: readonly (readonly [what: string, text: string, from: string, to: string, message: RegExp])[] = [
	["an action by a tag", READING, `${COMMIT} # v1.2.3`, "v1", /checkout@v1 needs its commit/],
	["an action without its release", READING, " # v1.2.3", "", /needs its commit and, as a comment, its release/],
	["an action by a short commit", READING, COMMIT, "0123456", /needs its commit/],
	["a step on one line", READING, "- run: npm test", "- { uses: a/b@v1 }\n      - run: npm test", /a\/b@v1 needs its commit/],
	["a container as an action", READING, "./.github/actions/build", "docker://alpine:3", /docker:\/\/alpine:3 needs its commit/],
	["a workflow of another repository", READING, "runs-on: ubuntu-24.04", "uses: a/b/.github/workflows/c.yml@main", /needs its commit/],
	["foreign code with the repository's rights", READING, "pull_request: {}", "pull_request_target: {}", /started by pull_request_target/],
	["a run that follows a pull request's", READING, "pull_request: {}", "workflow_run: {}", /started by workflow_run/],
	["rights for every job", READING, "{ contents: read }", "{ contents: read, packages: write }", /permissions must be/],
	["no stated permissions", READING, "permissions: { contents: read }", "", /permissions must be/],
	["a shell that misses failures before a pipe", READING, "defaults: { run: { shell: bash } }\n", "", /defaults must be/],
	["a job that writes", READING, "timeout-minutes: 5", "timeout-minutes: 5\n    permissions: { id-token: write }", /job build: has write/],
	["a job that writes all", READING, "timeout-minutes: 5", "timeout-minutes: 5\n    permissions: write-all", /job build: has write/],
	["a secret", READING, "github.ref_name", "secrets.KEY", /job build: reads secrets/],
	["a secret on a condition", READING, "github.ref_name", "github.event_name == 'push' && secrets.KEY", /job build: reads secrets/],
	["a secret within a function", READING, "github.ref_name", "format('{0}', SECRETS.KEY)", /job build: reads secrets/],
	["a protected environment", READING, "timeout-minutes: 5", "timeout-minutes: 5\n    environment: release", /job build: reads secrets/],
	["a secret for every job", READING, "jobs:", `env: { KEY: "\${{ secrets.KEY }}" }\njobs:`, /read outside of a step/],
	["every secret passed on", READING, "timeout-minutes: 5", "timeout-minutes: 5\n    secrets: inherit", /passes every secret on/],
	["no timeout", READING, "    timeout-minutes: 5\n", "", /job build: has no timeout-minutes/],
	["a checkout with its token", READING, "persist-credentials: false", "fetch-depth: 0", /checkout keeps its token/],
	["what a caller writes in a script", READING, "npm test", `echo "\${{ github.head_ref }}"`, /script contains an expression/],
	["a release that branches start, too", RELEASE, '{ tags: ["v*"] }', '{ tags: ["v*"], branches: [main] }', /publish: has write/],
	[
		"a release that one starts by hand",
		RELEASE,
		'{ push: { tags: ["v*"] } }',
		'{ push: { tags: ["v*"] }, workflow_dispatch: {} }',
		/has write/,
	],
	["a release that is cancelled", RELEASE, "progress: false", "progress: true", /cancelled midway/],
	["a release without concurrency", RELEASE, "concurrency: { group: release, cancel-in-progress: false }", "", /cancelled midway/],
	["a release's secret for every step", RELEASE, "runs-on", `env: { KEY: "\${{ secrets.KEY }}" }\n    runs-on`, /read outside of a step/],
	["a release's secret without protection", RELEASE, "    environment: release\n", "", /secrets outside of an environment/],
	["packages installed by what may write", RELEASE, "gh release create", "npm ci", /publish: runs the code of packages/],
	["packages installed by a short name", RELEASE, "gh release create", "npm i", /publish: runs the code of packages/],
	[
		"packages built by what may write",
		RELEASE,
		"permissions: { contents: write }\n    steps:",
		"permissions: { contents: write }\n    steps:\n      - uses: ./.github/actions/build",
		/publish: runs the code/,
	],
];

it.each(workflows)("%s is refused", (_, text, from, to, message) => {
	expect(text).toContain(from);
	expect(workflowViolations(text.replace(from, () => to)).join("\n")).toMatch(message);
});

it.each([
	["an action by a tag", `${COMMIT} # v1.2.3`, "v1", /needs its commit/],
	["an input in a script", "npm ci", `echo \${{ inputs.name }}`, /script contains an expression/],
])("in a local action, %s is refused", (_, from, to, message) => {
	expect(actionViolations(ACTION.replace(from, () => to)).join("\n")).toMatch(message);
});
