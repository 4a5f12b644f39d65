/** The one bridge between the page and the main process: named calls and events, nothing of Electron itself. */
import { contextBridge, ipcRenderer } from "electron";
import type { HostCall, HostCalls, HostEvent, HostEvents } from "../shared/channels.ts";
import type { Host } from "../shared/host.ts";

type Call<C extends HostCall> = (...args: Parameters<HostCalls[C]>) => ReturnType<HostCalls[C]>;

function call<C extends HostCall>(channel: C) {
	return ((...args) => ipcRenderer.invoke(channel, ...args)) as Call<C>;
}

/** The listener gets what main sent, never the event that carried it. */
function on<E extends HostEvent>(channel: E) {
	return (listener: (...args: HostEvents[E]) => void) => {
		const onEvent = (_event: unknown, ...args: HostEvents[E]) => listener(...args);
		ipcRenderer.on(channel, onEvent);
		return () => {
			ipcRenderer.removeListener(channel, onEvent);
		};
	};
}

const host = {
	kind: "electron",
	environments: {
		current: call("environments:current"),
		onChange: on("environments:changed"),
		manager: {
			list: call("environments:list"),
			add: call("environments:add"),
			update: call("environments:update"),
			remove: call("environments:remove"),
			select: call("environments:select"),
			setSecret: call("environments:set-secret"),
			secretStorage: call("environments:secret-storage"),
		},
	},
	// Which issuer is up to the main process: it learns it from the daemon.
	signIn: () => call("environments:sign-in")(),
	localDaemon: { state: call("daemon:state"), start: call("daemon:start"), stop: call("daemon:stop"), onChange: on("daemon:changed") },
	saveFile: call("file:save"),
	openExternal: call("external:open"),
	notify: call("notification:show"),
	badge: call("badge:set"),
	theme: { get: call("theme:get"), set: call("theme:set") },
	onOpen: on("route:open"),
	about: call("about"),
} satisfies Host;

contextBridge.exposeInMainWorld("orderdeck", host);
