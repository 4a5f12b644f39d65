/** Sessions: a browser context each, whose pages reach the app's scheme at a local port and whose requests the session's rules judge. */
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { Browser, BrowserContext, Request as PageRequest } from "@playwright/test";

const APP_ORIGIN = "app://orderdeck";

type PermissionRequest = (
	contents: unknown,
	permission: string,
	callback: (granted: boolean) => void,
	details: { requestingUrl: string },
) => void;
type PermissionCheck = (contents: unknown, permission: string, requestingOrigin: string) => boolean;
type BeforeRequest = (details: { url: string }, callback: (response: { cancel: boolean }) => void) => void;

export interface DoubleSession extends EventEmitter {
	readonly partition: string;
	/** Opened at first use. */
	context(): Promise<BrowserContext>;
	readonly protocol: { handle(scheme: string, handler: (request: Request) => Promise<Response>): void };
	readonly webRequest: { onBeforeRequest(listener: BeforeRequest): void };
	setPermissionRequestHandler(handler: PermissionRequest): void;
	setPermissionCheckHandler(handler: PermissionCheck): void;
	setDevicePermissionHandler(handler: () => boolean): void;
	setDisplayMediaRequestHandler(handler: (request: unknown, callback: (streams: unknown) => void) => void): void;
	clearStorageData(): Promise<void>;
	fetch(url: string, init: RequestInit): Promise<Response>;
	/** What the handlers decide, for the tests. */
	requested(permission: string, url: string): boolean;
	checked(permission: string, origin: string): boolean;
	/** Between the addresses of the app and those that Chromium knows. */
	toPage(url: string): Promise<string>;
	toApp(url: string): string;
	/** Judges a navigation before it is sent; set by the window. */
	navigating: (request: PageRequest) => boolean;
	close(): Promise<void>;
}

/** Serves the scheme's handler, whatever it is at that moment, on a port of this machine. */
async function serve(handler: () => ((request: Request) => Promise<Response>) | undefined) {
	const server = createServer((request, response) => {
		respond(request, response, handler()).catch(() => response.destroy());
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port was given");
	return { origin: `http://127.0.0.1:${address.port}`, server };
}

async function respond(
	request: IncomingMessage,
	response: ServerResponse,
	handler?: (request: Request) => Promise<Response>,
): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk);
	const { method = "GET", url = "/" } = request;
	const headers = Object.entries(request.headers).flatMap(([name, value]) =>
		typeof value === "string" ? [[name, value] as [string, string]] : [],
	);
	const body = method === "GET" || method === "HEAD" ? {} : { body: Buffer.concat(chunks) };
	const given = await handler?.(new Request(`${APP_ORIGIN}${url}`, { method, headers, ...body }));
	if (given === undefined || given.type === "error") return void response.destroy();
	response.writeHead(given.status, Object.fromEntries(given.headers));
	response.flushHeaders();
	if (given.body === null) return void response.end();
	const stream = Readable.fromWeb(given.body as ReadableStream);
	response.on("close", () => stream.destroy());
	stream.on("error", () => response.destroy());
	stream.pipe(response);
}

export function createDoubleSession(partition: string, browser: Browser, look: { colorScheme: "light" | "dark" | null }): DoubleSession {
	let handler: ((request: Request) => Promise<Response>) | undefined;
	let onPermission: PermissionRequest = (_contents, _permission, callback) => callback(true);
	let onCheck: PermissionCheck = () => true;
	let onRequest: BeforeRequest = (_details, callback) => callback({ cancel: false });
	let origin = "";
	const serving = serve(() => handler);
	const toApp = (url: string) =>
		origin !== "" && (url === origin || url.startsWith(`${origin}/`)) ? APP_ORIGIN + url.slice(origin.length) : url;
	const checked = (permission: string, from: string) => onCheck(null, permission, from);

	const open = async () => {
		({ origin } = await serving);
		const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...look });
		await context.grantPermissions(checked("clipboard-sanitized-write", `${APP_ORIGIN}/`) ? ["clipboard-write"] : [], { origin });
		await context.route("**/*", async (route) => {
			const request = route.request();
			let cancel = false;
			onRequest({ url: toApp(request.url()) }, (response) => {
				cancel = response.cancel;
			});
			if (request.isNavigationRequest() && !double.navigating(request)) return route.abort("aborted");
			return cancel ? route.abort("blockedbyclient") : route.continue();
		});
		return context;
	};
	let context: Promise<BrowserContext> | undefined;

	const double: DoubleSession = Object.assign(new EventEmitter(), {
		partition,
		context() {
			context ??= open();
			return context;
		},
		protocol: {
			handle(scheme: string, given: (request: Request) => Promise<Response>) {
				if (handler !== undefined) throw new Error(`${scheme} has a handler already`);
				handler = given;
			},
		},
		webRequest: {
			onBeforeRequest(listener: BeforeRequest) {
				onRequest = listener;
			},
		},
		setPermissionRequestHandler(given: PermissionRequest) {
			onPermission = given;
		},
		setPermissionCheckHandler(given: PermissionCheck) {
			onCheck = given;
		},
		setDevicePermissionHandler() {},
		setDisplayMediaRequestHandler() {},
		async clearStorageData() {},
		fetch: (url: string, init: RequestInit) => fetch(url, init),
		requested(permission: string, url: string) {
			let granted = false;
			onPermission(
				null,
				permission,
				(given) => {
					granted = given;
				},
				{ requestingUrl: url },
			);
			return granted;
		},
		checked,
		async toPage(url: string) {
			({ origin } = await serving);
			return url.startsWith(`${APP_ORIGIN}/`) ? origin + url.slice(APP_ORIGIN.length) : url;
		},
		toApp,
		navigating: () => true,
		async close() {
			await (await context)?.close();
			const { server } = await serving;
			server.closeAllConnections();
			server.close();
		},
	});
	return double;
}
