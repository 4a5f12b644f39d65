/** The menu and the tray as templates. */
import type { MenuItemConstructorOptions } from "electron";
import type { Environment } from "../../shared/environment.ts";
import type { LocalDaemonState } from "../../shared/host.ts";

export interface MenuActions {
	open(environment: Environment, route?: string): void;
	/** Opens a route in the window that was looked at last. */
	route(route: string): void;
	startDaemon(): void;
	stopDaemon(): void;
	lookForUpdate(): void;
	showCrashLog(): void;
	quit(): void;
}

export interface MenuParts {
	readonly environments: readonly Environment[];
	readonly daemon: LocalDaemonState;
	readonly mac: boolean;
	readonly devTools: boolean;
	readonly actions: MenuActions;
}

const SCREENS: readonly (readonly [string, string])[] = [
	["Overview", "/"],
	["Orders", "/orders"],
	["Fraud alerts", "/alerts"],
	["Consumer lag", "/lag"],
];

function environmentItems({ environments, actions }: MenuParts): MenuItemConstructorOptions[] {
	return environments.map((environment) => ({
		label: environment.kind === "production" ? `${environment.name} (production)` : environment.name,
		click: () => actions.open(environment),
	}));
}

function daemonItem({ daemon, actions }: MenuParts): MenuItemConstructorOptions {
	const { state } = daemon;
	if (state === "starting" || state === "stopping") return { label: `The local daemon is ${state}`, enabled: false };
	if (state === "running") return { label: "Stop the local daemon", click: actions.stopDaemon };
	return { label: "Start the local daemon", click: actions.startDaemon };
}

export function appMenu(parts: MenuParts): MenuItemConstructorOptions[] {
	const { mac, devTools, actions } = parts;
	const separator: MenuItemConstructorOptions = { type: "separator" };
	const view: MenuItemConstructorOptions[] = [
		...SCREENS.map(([label, route], place) => ({ label, accelerator: `CmdOrCtrl+${place + 1}`, click: () => actions.route(route) })),
		separator,
		{ role: "resetZoom" },
		{ role: "zoomIn" },
		{ role: "zoomOut" },
		{ role: "togglefullscreen" },
		...(devTools ? [separator, { role: "reload" } as const, { role: "toggleDevTools" } as const] : []),
	];
	return [
		...(mac ? [{ role: "appMenu" } as const] : []),
		{
			label: "Environment",
			submenu: [...environmentItems(parts), separator, daemonItem(parts), separator, { role: mac ? "close" : "quit" }],
		},
		{ role: "editMenu" },
		{ label: "View", submenu: view },
		{ role: "windowMenu" },
		{
			role: "help",
			submenu: [
				{ label: "Check for updates", click: actions.lookForUpdate },
				{ label: "Show the crash log", click: actions.showCrashLog },
			],
		},
	];
}

export function trayMenu(parts: MenuParts): MenuItemConstructorOptions[] {
	const separator: MenuItemConstructorOptions = { type: "separator" };
	return [...environmentItems(parts), separator, daemonItem(parts), separator, { label: "Quit Orderdeck", click: parts.actions.quit }];
}
