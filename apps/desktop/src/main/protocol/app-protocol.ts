/** Serves `app://orderdeck`: the console's files, and below `/trpc` the environment's daemon. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { isAppUrl } from "../../shared/app-origin.ts";
import { pageHeaders } from "./content-policy.ts";
import { filePath } from "./file-path.ts";

const TYPES: Readonly<Record<string, string>> = {
	".html": "text/html; charset=utf-8",
	".js": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
	".woff2": "font/woff2",
};

export interface AppProtocolParts {
	/** The folder of the built pages. */
	readonly root: string;
	/** Handles what is below `/trpc/`. */
	gateway(request: Request): Promise<Response>;
}

export type AppProtocol = (request: Request) => Promise<Response>;

export function createAppProtocol({ root, gateway }: AppProtocolParts): AppProtocol {
	return async (request) => {
		if (!isAppUrl(request.url)) return refused(404);
		const { pathname } = new URL(request.url);
		if (pathname.startsWith("/trpc/")) return gateway(request);
		if (request.method !== "GET" && request.method !== "HEAD") return refused(405);
		return file(root, pathname);
	};
}

async function file(root: string, pathname: string): Promise<Response> {
	const path = pathname === "/" ? join(root, "index.html") : filePath(root, pathname);
	const type = path === undefined ? undefined : TYPES[extname(path)];
	if (path === undefined || type === undefined) return refused(404);
	let content: Buffer<ArrayBuffer>;
	try {
		content = await readFile(path);
	} catch {
		return refused(404);
	}
	const nonce = randomBytes(16).toString("base64url");
	const body = type.startsWith("text/html") ? withNonce(content.toString("utf8"), nonce) : content;
	return new Response(body, { headers: { ...pageHeaders(nonce), "content-type": type } });
}

/** The page finds its nonce where `style-nonce.ts` of the renderer looks for it. */
function withNonce(html: string, nonce: string): string {
	return html.replace("<head>", `<head><meta name="style-nonce" content="${nonce}">`);
}

function refused(status: number): Response {
	return new Response("", { status, headers: { ...pageHeaders("none"), "content-type": "text/plain" } });
}
