/** The app's entry: what must be set before Electron is ready, and the events of the system. */
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { app, crashReporter, dialog, protocol } from "electron";
import { APP_SCHEME } from "../shared/app-origin.ts";
import { type ConsoleApp, createConsoleApp } from "./console-app.ts";
import { guardContents } from "./security/contents.ts";
import { createCrashLog } from "./system/crash-log.ts";
import { LINK_SCHEME, linkOf } from "./system/deep-link.ts";
import { publishedVersion } from "./system/published.ts";
import { createUpdateCheck } from "./system/update-check.ts";

const LOOK_EVERY_MS = 6 * 3_600_000;

app.enableSandbox();
app.setAppUserModelId("dev.orderdeck.console");
protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
crashReporter.start({ uploadToServer: false });

const crashes = createCrashLog(join(app.getPath("userData"), "crash.log"), () => new Date());
process.on("uncaughtException", (error) => {
	crashes.write("main", error);
	dialog.showErrorBox("Orderdeck has to close", `${error.message}\n\n${crashes.path} has the details.`);
	app.exit(1);
});
process.on("unhandledRejection", (reason) => crashes.write("main", reason));
app.on("render-process-gone", (_event, _contents, details) => crashes.write("page", details));
app.on("child-process-gone", (_event, details) => crashes.write("child", details));
app.on("web-contents-created", (_event, contents) => guardContents(contents));

if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
	let running: ConsoleApp | undefined;
	/** A link that came before the app was ready. */
	let early = linkOf(process.argv);
	const openLink = (link: string) => {
		if (running === undefined) early = link;
		else running.openLink(link);
	};
	app.on("open-url", (event, url) => {
		event.preventDefault();
		openLink(url);
	});
	app.on("second-instance", (_event, args) => {
		const link = linkOf(args);
		if (link === undefined) running?.show();
		else openLink(link);
	});
	app.on("activate", () => running?.show());
	app.on("window-all-closed", () => {
		if (process.platform !== "darwin") app.quit();
	});

	await app.whenReady();
	// From the sources the system would learn to start a bare Electron.
	if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
	const updates = createUpdateCheck({
		version: app.getVersion(),
		latest: () => publishedVersion(app.isPackaged, process.resourcesPath),
		failed: (error) => crashes.write("update", error),
	});
	running = await createConsoleApp({ crashes, updates, port: portOf(process.env.PORT) });
	quitWhenDrained(running);
	if (early === undefined) running.show();
	else running.openLink(early);
	const look = async () => {
		const known = updates.state();
		const found = await updates.look();
		if (found.state === "newer" && !isDeepStrictEqual(found, known)) running?.announce(found.version);
	};
	await look();
	setInterval(() => void look(), LOOK_EVERY_MS).unref();
}

/** The port of the daemon of this machine: the daemon's own variable, and its default. */
function portOf(text: string | undefined): number {
	const port = Number(text ?? "");
	return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 4400;
}

/** The daemon that the app started drains before the app goes. */
function quitWhenDrained(running: ConsoleApp): void {
	let drained = false;
	app.on("before-quit", (event) => {
		if (drained) return;
		event.preventDefault();
		void running.close().finally(() => {
			drained = true;
			app.quit();
		});
	});
}
