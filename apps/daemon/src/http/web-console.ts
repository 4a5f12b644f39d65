/** The web console's files where they have been built, otherwise a page that explains how to build them. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ENVIRONMENT_META } from "@orderdeck/contracts/environment";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Config } from "../config.ts";

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Orderdeck</title>
<h1>Orderdeck is running</h1>
<p>The web console has not been built yet. Build it with <code>npm run build</code> and start again, or use <code>npm start</code>, which does both.</p>
<p>The API is here: <a href="/api/openapi.json">/api/openapi.json</a></p>
</html>
`;

/** Names under `assets/` hold a hash of the content, so what they name never changes; the page that names them does. */
const IMMUTABLE = "public, max-age=31536000, immutable";
const FRESH = "no-cache";

export async function registerWebConsole(server: FastifyInstance, root: string, environment: Config["environment"]): Promise<void> {
	const index = join(root, "index.html");
	const built = existsSync(index);
	const page = built ? withEnvironment(await readFile(index, "utf8"), environment) : NOT_BUILT;
	const sendPage = (reply: FastifyReply) => reply.type("text/html; charset=utf-8").header("cache-control", FRESH).send(page);
	server.get("/", async (_request, reply) => sendPage(reply));
	if (!built) return;
	server.get("/index.html", async (_request, reply) => sendPage(reply));
	const { default: files } = await import("@fastify/static");
	await server.register(files, {
		root,
		index: false,
		cacheControl: false,
		dotfiles: "ignore",
		// The build has compressed them.
		preCompressed: true,
		setHeaders: (reply, path) => {
			reply.header("cache-control", path.startsWith(join(root, "assets/")) ? IMMUTABLE : FRESH);
		},
	});
}

/** The page with its environment in `meta` tags, known before any script runs. Name and kind contain no characters that need escaping. */
function withEnvironment(page: string, { name, kind }: Config["environment"]): string {
	const tags = [meta(ENVIRONMENT_META.kind, kind), meta(ENVIRONMENT_META.name, name)].join("");
	return page.replace("<head>", `<head>${tags}`);
}

function meta(name: string, content: string | undefined): string {
	return content === undefined ? "" : `<meta name="${name}" content="${content}">`;
}
