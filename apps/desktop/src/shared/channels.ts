/** What goes between the renderer's bridge and the main process, by name. */
import type { EnvironmentDraft } from "./environment.ts";
import type {
	About,
	CurrentEnvironment,
	EnvironmentEntry,
	FileContent,
	HostNotification,
	LocalDaemonState,
	Outcome,
	SecretStorage,
	ThemeChoice,
} from "./host.ts";

/** Called by the renderer, handled by main. The sender decides which environment is meant by "current". */
export interface HostCalls {
	"environments:current": () => Promise<CurrentEnvironment>;
	"environments:list": () => Promise<readonly EnvironmentEntry[]>;
	"environments:add": (draft: EnvironmentDraft) => Promise<Outcome>;
	"environments:update": (id: string, draft: EnvironmentDraft) => Promise<Outcome>;
	"environments:remove": (id: string) => Promise<Outcome>;
	"environments:select": (id: string) => Promise<Outcome>;
	"environments:set-secret": (id: string, secret?: string | undefined) => Promise<Outcome>;
	"environments:secret-storage": () => Promise<SecretStorage>;
	/** Of the caller's environment. */
	"environments:sign-in": () => Promise<Outcome>;
	"daemon:state": () => Promise<LocalDaemonState>;
	"daemon:start": () => Promise<LocalDaemonState>;
	"daemon:stop": () => Promise<LocalDaemonState>;
	"file:save": (name: string, mime: string, content: FileContent) => Promise<"saved" | "cancelled">;
	"external:open": (url: string) => Promise<Outcome>;
	"notification:show": (notification: HostNotification) => Promise<"shown" | "unavailable">;
	"badge:set": (count: number) => Promise<void>;
	"theme:get": () => Promise<ThemeChoice>;
	"theme:set": (theme: ThemeChoice) => Promise<void>;
	about: () => Promise<About>;
}
export type HostCall = keyof HostCalls;

/** Sent by main to a window. */
export interface HostEvents {
	"environments:changed": [];
	"daemon:changed": [state: LocalDaemonState];
	"route:open": [route: string];
}
export type HostEvent = keyof HostEvents;
