/** The composition: Electron's parts behind the app's own modules. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { app, BrowserWindow, ipcMain, Menu, Notification, nativeTheme, safeStorage, screen, shell, Tray, utilityProcess } from "electron";
import type { z } from "zod";
import { THIS_MACHINE } from "../shared/environment.ts";
import { createEnvironments, environmentsSchema } from "./environments/environments.ts";
import { createUnlockCheck } from "./environments/unlock-check.ts";
import { createVault, vaultSchema } from "./environments/vault.ts";
import { createEnvironmentSessions } from "./gateway/environment-sessions.ts";
import { createHandlers } from "./ipc/handlers.ts";
import { registerHandlers } from "./ipc/registry.ts";
import { daemonEnvironment, forkBundle, spawnFromSources } from "./local-daemon/launch.ts";
import { createLocalDaemon } from "./local-daemon/local-daemon.ts";
import { DAEMON_SOURCES, daemonBundle, iconPath, PRELOAD } from "./paths.ts";
import { createOpenExternal } from "./security/external.ts";
import { webPreferences } from "./security/window-options.ts";
import { createSystemSignIn } from "./sign-in/sign-in.ts";
import { createBadge } from "./system/badge.ts";
import type { CrashLog } from "./system/crash-log.ts";
import { routeOfLink } from "./system/deep-link.ts";
import { saveFile, showUpdate } from "./system/dialogs.ts";
import { createJsonFile } from "./system/json-file.ts";
import { appMenu, type MenuActions, trayMenu } from "./system/menu.ts";
import { createNotify } from "./system/notifications.ts";
import { FIRST_SETTINGS, settingsSchema } from "./system/settings.ts";
import type { UpdateCheck } from "./system/update-check.ts";
import { createConsoleWindows } from "./windows/console-windows.ts";
import { windowStatesSchema } from "./windows/window-state.ts";

export interface ConsoleAppParts {
	readonly crashes: CrashLog;
	readonly updates: UpdateCheck;
	/** Where the daemon of this machine listens. */
	readonly port: number;
}

export interface ConsoleApp {
	/** Shows the window that was looked at last, or this machine's. */
	show(): void;
	/** Opens what a deep link means; one that means nothing here only shows the app. */
	openLink(link: string): void;
	/** Notifies the operator of a newer version. */
	announce(version: string): void;
	/** Resolves when the daemon that the app started has ended. */
	close(): Promise<void>;
}

/** To be called when Electron is ready. */
export async function createConsoleApp({ crashes, updates, port }: ConsoleAppParts): Promise<ConsoleApp> {
	const data = (name: string) => join(app.getPath("userData"), name);
	const thisMachine = { ...THIS_MACHINE, url: `http://127.0.0.1:${port}` };
	const devTools = !app.isPackaged;

	const fileOf = <T>(name: string, schema: z.ZodType<T>, fallback: T) =>
		createJsonFile({ path: data(name), schema, fallback, failed: (error) => crashes.write("file", error) });
	const settingsFile = fileOf("settings.json", settingsSchema, FIRST_SETTINGS);
	const statesFile = fileOf("windows.json", windowStatesSchema, {});
	const vault = createVault({
		safeStorage,
		file: fileOf("secrets.json", vaultSchema, {}),
		platform: process.platform,
		failed: (error) => crashes.write("secret", error),
	});
	const environments = await createEnvironments({
		thisMachine,
		file: fileOf("environments.json", environmentsSchema, []),
		vault,
		isUnlocked: createUnlockCheck((url, init) => sessions.fetch(url, init)),
		changed() {
			windows.send("environments:changed");
			drawMenus();
		},
	});
	nativeTheme.themeSource = (await settingsFile.read()).theme;

	const sessions = createEnvironmentSessions((id) => environments.target(id));
	const setBadge = createBadge((id) => windows.windowOf(id));
	const windows = createConsoleWindows({
		create: (options) => new BrowserWindow(options),
		preferences: ({ id }) => webPreferences({ preload: PRELOAD, session: sessions.of(id), devTools }),
		background: () => (nativeTheme.shouldUseDarkColors ? "#0e1012" : "#f5f6f7"),
		screens() {
			const primary = screen.getPrimaryDisplay();
			const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
			return [primary, ...others].map(({ workArea }) => workArea);
		},
		saved: await statesFile.read(),
		file: statesFile,
		closed(id) {
			sessions.close(id);
			setBadge(id, 0);
			windows.send("environments:changed");
		},
		failed: (error) => crashes.write("window", error),
	});

	const daemon = createLocalDaemon({
		launch() {
			const env = daemonEnvironment(process.env, { port, dataDir: data("daemon") });
			return app.isPackaged
				? forkBundle(utilityProcess.fork, daemonBundle(process.resourcesPath), env)
				: spawnFromSources("node", DAEMON_SOURCES, env);
		},
		isListening: () => isListeningAt(thisMachine.url),
		changed(state) {
			windows.send("daemon:changed", state);
			drawMenus();
		},
		sleep: (ms) => sleep(ms),
	});

	const notify = createNotify({ supported: () => Notification.isSupported(), create: (options) => new Notification(options) });
	const openIn = (id: string, route?: string) => {
		const environment = environments.find(id);
		if (environment !== undefined) windows.open(environment, route);
	};
	const here = () => environments.find(windows.last() ?? "")?.id ?? thisMachine.id;
	registerHandlers({
		ipcMain,
		callerOf: windows.environmentOf,
		refused: (error) => crashes.write("ipc", error),
		handlers: createHandlers({
			environments,
			windows,
			daemon,
			secretStorage: vault.storage,
			signIn: createSystemSignIn({
				urlOf: (id) => environments.find(id)?.url,
				fetch: sessions.fetch,
				open: (url) => shell.openExternal(url),
				keep: (id, token) => environments.setSecret(id, token),
			}),
			clear: sessions.clear,
			save: (id, file) => saveFile(windows.windowOf(id), file),
			openExternal: createOpenExternal((url) => shell.openExternal(url)),
			notify: (id, notification) => notify(notification, () => openIn(id, notification.route)),
			badge: setBadge,
			theme: () => nativeTheme.themeSource,
			async setTheme(theme) {
				nativeTheme.themeSource = theme;
				await settingsFile.write({ theme });
			},
			about: () => ({ version: app.getVersion(), platform: process.platform, crashLog: crashes.path, update: updates.state() }),
		}),
	});

	const tray = new Tray(iconPath(process.platform === "darwin" ? "trayTemplate.png" : "tray.png"));
	tray.setToolTip("Orderdeck");
	tray.on("click", () => openIn(here()));
	const actions: MenuActions = {
		open: windows.open,
		route: (route) => openIn(here(), route),
		startDaemon: () => void daemon.start(),
		stopDaemon: () => void daemon.stop(),
		lookForUpdate: () => void updates.look().then(showUpdate),
		showCrashLog: () => shell.showItemInFolder(crashes.path),
		quit: () => app.quit(),
	};
	const drawMenus = () => {
		const parts = { environments: environments.all(), daemon: daemon.state(), mac: process.platform === "darwin", devTools, actions };
		Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu(parts)));
		tray.setContextMenu(Menu.buildFromTemplate(trayMenu(parts)));
	};
	drawMenus();

	return {
		show: () => openIn(here()),
		openLink: (link) => openIn(here(), routeOfLink(link)),
		announce: (version) =>
			void notify({ title: `Orderdeck ${version} is available`, body: `This is ${app.getVersion()}.`, tag: "update" }, () =>
				openIn(here()),
			),
		async close() {
			await daemon.stop();
			sessions.closeAll();
			// Their close events come too late: the process ends while their writes are under way.
			await windows.save();
		},
	};
}

async function isListeningAt(url: string): Promise<boolean> {
	return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) }).then(
		(response) => response.ok,
		() => false,
	);
}
