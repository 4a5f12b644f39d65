/**
 * `npm run test:electron`: the desktop app end to end. Main and preload run under plain Node against a double of Electron's API with their
 * pages in a real Chromium; then the same cases run in Electron itself, wherever its binary is or can be had.
 */
import { createHash, randomBytes } from "node:crypto";
import electron from "electron/package.json" with { type: "json" };
import { unsupported } from "../build/electron-support.ts";
import { findChromium, launch } from "../e2e/browser.ts";
import { createDaemon } from "../e2e/daemon.ts";
import { checklistCases } from "./cases/checklist.cases.ts";
import { electronCases } from "./cases/electron.cases.ts";
import { environmentCases } from "./cases/environments.cases.ts";
import { lookCases } from "./cases/look.cases.ts";
import { mainCases } from "./cases/main.cases.ts";
import { systemCases } from "./cases/system.cases.ts";
import { type Case, runCases, type Secured } from "./desktop.ts";
import { doubleDesktop } from "./double-desktop.ts";
import { electronDesktop, findElectron } from "./electron-desktop.ts";

const only = process.argv[2];
const ALL = [...checklistCases, ...mainCases, ...electronCases, ...environmentCases, ...systemCases, ...lookCases];
const chosen = (...needs: readonly Case["needs"][]) =>
	ALL.filter((test) => needs.includes(test.needs) && (only === undefined || test.name.includes(only)));

const supported: Case = {
	name: "16: Electron's major is supported today",
	async run() {
		const reason = unsupported(electron.version, new Date());
		if (reason !== undefined) throw new Error(reason);
	},
};

const token = `od-${randomBytes(18).toString("hex")}`;
const AUTH_TOKENS = `ann:operator:${createHash("sha256").update(token).digest("hex")}`;
// The daemon that the app starts must not meet one that runs on this machine already.
process.env.PORT = "4493";
process.env.PRODUCER_RATE = "5";

await using daemon = await createDaemon({ PRODUCER_RATE: "20", PAYMENT_DECLINE_RATE: "0", AUTH_TOKENS });
await daemon.start();
const secured: Secured = { url: daemon.url, token };
let [passed, failed] = [0, 0];
const count = (result: { passed: number; failed: number }) => {
	passed += result.passed;
	failed += result.failed;
};

const chromium = findChromium();
if ("missing" in chromium) {
	console.log(`SKIPPED Electron double: ${chromium.missing}`);
} else {
	console.log("Main and preload under plain Node, pages in Chromium:");
	await using browser = await launch(chromium.path);
	count(await runCases([supported, ...chosen(undefined, "double")], doubleDesktop(browser), secured));
}

const binary = await findElectron();
if ("missing" in binary) {
	console.log(`SKIPPED Electron launch: ${binary.missing}`);
} else {
	console.log("In Electron:");
	count(await runCases(chosen(undefined, "electron"), electronDesktop(binary.path), secured));
}

const { PACKAGED_APP } = process.env;
if (PACKAGED_APP === undefined) console.log("SKIPPED fuses of the packaged binary: PACKAGED_APP names none");
else count(await runCases(chosen("packaged"), () => Promise.reject(new Error("nothing is started")), secured));

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
