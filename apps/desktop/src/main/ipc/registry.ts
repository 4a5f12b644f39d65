/** Every call of a page goes through here: the sender is checked before the arguments. */
import type { IpcMain, IpcMainInvokeEvent } from "electron";
import type { z } from "zod";
import { isPageUrl } from "../../shared/app-origin.ts";
import type { HostCall, HostCalls } from "../../shared/channels.ts";

export type Sender = Pick<IpcMainInvokeEvent, "sender" | "senderFrame">;

/** What a call takes and does. `caller` is what `callerOf` knows the sender as. */
export interface Handler<C extends HostCall, Caller> {
	readonly args: z.ZodType<Parameters<HostCalls[C]>>;
	run(caller: Caller, ...args: Parameters<HostCalls[C]>): Awaited<ReturnType<HostCalls[C]>> | ReturnType<HostCalls[C]>;
}
export type Handlers<Caller> = { readonly [C in HostCall]: Handler<C, Caller> };

/** A call from where none may come, or with what it does not take. The page learns no more than that. */
export class IpcRefused extends Error {
	override readonly name = "IpcRefused";
	readonly code: "SENDER" | "ARGUMENTS";

	constructor(code: "SENDER" | "ARGUMENTS", channel: string) {
		super(code === "SENDER" ? `${channel} is not for this page` : `${channel} does not take this`);
		this.code = code;
	}
}

/** The top frame of a window of ours that shows our page, and nothing else. */
export function isTrusted({ sender, senderFrame }: Sender): boolean {
	return senderFrame !== null && senderFrame.parent === null && sender.mainFrame === senderFrame && isPageUrl(senderFrame.url);
}

export interface RegistryParts<Caller> {
	readonly ipcMain: Pick<IpcMain, "handle">;
	/** The environment whose window this is; undefined for one that is not ours. */
	callerOf(sender: Sender["sender"]): Caller | undefined;
	readonly handlers: Handlers<Caller>;
	refused(error: IpcRefused): void;
}

export function registerHandlers<Caller>(parts: RegistryParts<Caller>): void {
	for (const channel of Object.keys(parts.handlers) as HostCall[]) register(channel, parts);
}

function register<C extends HostCall, Caller>(channel: C, { ipcMain, callerOf, handlers, refused }: RegistryParts<Caller>): void {
	const handler: Handler<C, Caller> = handlers[channel];
	const refuse = (code: "SENDER" | "ARGUMENTS") => {
		const error = new IpcRefused(code, channel);
		refused(error);
		return error;
	};
	ipcMain.handle(channel, async (event, ...given: unknown[]) => {
		const caller = isTrusted(event) ? callerOf(event.sender) : undefined;
		if (caller === undefined) throw refuse("SENDER");
		const args = handler.args.safeParse(given);
		if (!args.success) throw refuse("ARGUMENTS");
		return handler.run(caller, ...args.data);
	});
}
