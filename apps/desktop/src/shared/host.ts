/**
 * The native surface of the console: all that the renderer needs of what it runs in. The preload supplies it in Electron, `host-browser.ts`
 * in a browser. Secrets go in and never come out.
 */
import type { Environment, EnvironmentDraft } from "./environment.ts";
import type { Offer } from "./sign-in/authorization.ts";
import type { UpdateState } from "./update.ts";

/** How secrets are kept. `basic_text`: on disk, under a key that anyone can know. `memory`: until the app ends. `none`: not at all. */
export type SecretStorage = "encrypted" | "basic_text" | "memory" | "none";

/** The environment that this window looks at. */
export interface CurrentEnvironment extends Environment {
	readonly hasSecret: boolean;
}

export interface EnvironmentEntry extends Environment {
	readonly hasSecret: boolean;
	/** Whether a window of this environment is open. */
	readonly open: boolean;
}

/** Why something was not done, in a sentence for the operator; `done` when it was. */
export type Outcome = { readonly done: true } | { readonly done: false; readonly reason: string };

/** More environments than one. Each has its own window. */
export interface EnvironmentManager {
	list(): Promise<readonly EnvironmentEntry[]>;
	add(draft: EnvironmentDraft): Promise<Outcome>;
	update(id: string, draft: EnvironmentDraft): Promise<Outcome>;
	/** Forgets the environment, its secret and what its window kept. */
	remove(id: string): Promise<Outcome>;
	/** Opens the environment's window, or brings it to the front. */
	select(id: string): Promise<Outcome>;
	/** Write only: no call gives a secret back. Undefined forgets it. */
	setSecret(id: string, secret: string | undefined): Promise<Outcome>;
	secretStorage(): Promise<SecretStorage>;
}

export interface Environments {
	current(): Promise<CurrentEnvironment>;
	/** Called when the current environment or the list has changed. Returns what ends it. */
	onChange(listener: () => void): () => void;
	/** Undefined where there is one environment only: a browser looks at the daemon that served the page. */
	readonly manager: EnvironmentManager | undefined;
}

export type LocalDaemonState =
	| { readonly state: "stopped" }
	| { readonly state: "starting" | "running" | "stopping" }
	| { readonly state: "failed"; readonly reason: string };

/** A daemon on this machine that the app starts and stops itself. */
export interface LocalDaemon {
	state(): Promise<LocalDaemonState>;
	/** Resolves when it responds or has failed. */
	start(): Promise<LocalDaemonState>;
	/** Resolves when it has drained and ended. */
	stop(): Promise<LocalDaemonState>;
	onChange(listener: (state: LocalDaemonState) => void): () => void;
}

/** `tag`: a later notification with the same one takes its place. `route`: what a click opens, such as `/orders?order=123`. */
export interface HostNotification {
	readonly title: string;
	readonly body: string;
	readonly tag: string;
	readonly route?: string | undefined;
}

export type ThemeChoice = "system" | "light" | "dark";

/** The app's theme: it decides `prefers-color-scheme` in each of its windows. */
export interface HostTheme {
	get(): Promise<ThemeChoice>;
	set(theme: ThemeChoice): Promise<void>;
}

export interface About {
	readonly version: string;
	readonly platform: string;
	/** Where crashes are written down; undefined in a browser. */
	readonly crashLog: string | undefined;
	readonly update: UpdateState;
}

/** Text is written in UTF-8. */
export type FileContent = string | Uint8Array<ArrayBuffer>;

export interface Host {
	readonly kind: "electron" | "browser";
	readonly environments: Environments;
	/**
	 * Signs in at the issuer that this environment's daemon offers. In the desktop app in the system's browser: it is done when the token is kept.
	 * In a browser the page leaves for the issuer, and is loaded again.
	 */
	signIn(offer: Offer): Promise<Outcome>;
	/** Undefined where no process can be started. */
	readonly localDaemon: LocalDaemon | undefined;
	/** Opens a save dialog, and writes. */
	saveFile(name: string, mime: string, content: FileContent): Promise<"saved" | "cancelled">;
	/** `https:` only; anything else is refused. */
	openExternal(url: string): Promise<Outcome>;
	/** `unavailable` where the system or the operator does not let it show any. */
	notify(notification: HostNotification): Promise<"shown" | "unavailable">;
	/** The number on the dock, the taskbar or the page's title; 0 removes it. */
	badge(count: number): Promise<void>;
	/** Undefined where the page keeps the choice itself. */
	readonly theme: HostTheme | undefined;
	/** A route to open, from a deep link (`orderdeck://orders/123`), a notification or the menu. */
	onOpen(listener: (route: string) => void): () => void;
	about(): Promise<About>;
}
