/** What each call of a page does. The caller is the environment of the window that sent it. */
import { z } from "zod";
import { environmentDraftSchema } from "../../shared/environment.ts";
import type { About, FileContent, HostNotification, LocalDaemonState, Outcome, SecretStorage, ThemeChoice } from "../../shared/host.ts";
import type { Environments } from "../environments/environments.ts";
import { secretSchema } from "../environments/vault.ts";
import type { LocalDaemon } from "../local-daemon/local-daemon.ts";
import type { ConsoleWindows } from "../windows/console-windows.ts";
import type { Handlers } from "./registry.ts";

export interface HandlerParts {
	readonly environments: Environments;
	readonly windows: Pick<ConsoleWindows, "open" | "isOpen" | "reload" | "close">;
	readonly daemon: LocalDaemon;
	secretStorage(): Promise<SecretStorage>;
	/** Signs in to the environment in the system's browser. */
	signIn(id: string): Promise<Outcome>;
	/** Forgets what the environment's window kept on this machine. */
	clear(id: string): Promise<void>;
	save(id: string, file: { readonly name: string; readonly content: FileContent }): Promise<"saved" | "cancelled">;
	openExternal(url: string): Promise<Outcome>;
	notify(id: string, notification: HostNotification): "shown" | "unavailable";
	badge(id: string, count: number): void;
	theme(): ThemeChoice;
	setTheme(theme: ThemeChoice): Promise<void>;
	about(): About;
}

const id = z.string().max(64);
const fileName = z.string().regex(/^[^/\\\0:*?"<>|]{1,120}$/);
/** In characters or bytes; an export of a hundred thousand orders is a tenth of it. */
const LONGEST_FILE = 256_000_000;
const bytes = z.instanceof(Uint8Array<ArrayBuffer>).refine(({ byteLength }) => byteLength <= LONGEST_FILE);
const route = z.string().regex(/^\/[^\\]{0,500}$/);
const notification = z.strictObject({
	title: z.string().max(200),
	body: z.string().max(1_000),
	tag: z.string().max(200),
	route: route.optional(),
});
const none = z.tuple([]);

export function createHandlers(parts: HandlerParts): Handlers<string> {
	const { environments, windows, daemon } = parts;
	const reloaded = (of: string, outcome: Outcome) => {
		// After the response has been sent: what was typed into the page must not outlive the call in it.
		if (outcome.done) setImmediate(() => windows.reload(of));
		return outcome;
	};
	const state = async (): Promise<LocalDaemonState> => daemon.state();
	return {
		"environments:current": { args: none, run: (caller) => environments.current(caller) },
		"environments:list": {
			args: none,
			run: () =>
				Promise.all(
					environments
						.all()
						.map(async (each) => ({ ...each, hasSecret: await environments.hasSecret(each.id), open: windows.isOpen(each.id) })),
				),
		},
		"environments:add": { args: z.tuple([environmentDraftSchema]), run: (_caller, draft) => environments.add(draft) },
		"environments:update": {
			args: z.tuple([id, environmentDraftSchema]),
			run: async (_caller, of, draft) => reloaded(of, await environments.update(of, draft)),
		},
		"environments:remove": {
			args: z.tuple([id]),
			async run(_caller, of) {
				const outcome = await environments.remove(of);
				if (!outcome.done) return outcome;
				windows.close(of);
				await parts.clear(of);
				return outcome;
			},
		},
		"environments:select": {
			args: z.tuple([id]),
			async run(_caller, of) {
				const environment = environments.find(of);
				if (environment === undefined) return { done: false, reason: "This environment no longer exists." };
				windows.open(environment);
				return { done: true };
			},
		},
		"environments:set-secret": {
			args: z.tuple([id, secretSchema.optional()]),
			run: async (_caller, of, given) => reloaded(of, await environments.setSecret(of, given)),
		},
		"environments:secret-storage": { args: none, run: () => parts.secretStorage() },
		// Nothing was typed into the page: it stays as it is, and with it what the operator was doing.
		"environments:sign-in": { args: none, run: (caller) => parts.signIn(caller) },
		"daemon:state": { args: none, run: state },
		"daemon:start": { args: none, run: () => daemon.start() },
		"daemon:stop": { args: none, run: () => daemon.stop() },
		"file:save": {
			args: z.tuple([fileName, z.string().max(100), z.union([z.string().max(LONGEST_FILE), bytes])]),
			run: (caller, name, _mime, content) => parts.save(caller, { name, content }),
		},
		"external:open": { args: z.tuple([z.string().max(2_000)]), run: (_caller, url) => parts.openExternal(url) },
		"notification:show": { args: z.tuple([notification]), run: async (caller, given) => parts.notify(caller, given) },
		"badge:set": { args: z.tuple([z.int().min(0).max(1_000_000)]), run: async (caller, count) => parts.badge(caller, count) },
		"theme:get": { args: none, run: async () => parts.theme() },
		"theme:set": { args: z.tuple([z.enum(["system", "light", "dark"])]), run: (_caller, theme) => parts.setTheme(theme) },
		about: { args: none, run: async () => parts.about() },
	};
}
