/** The web console's files, where they have been built; else a page that says how to build them. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";

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

export async function registerWebConsole(server: FastifyInstance, root: string): Promise<void> {
	if (!existsSync(join(root, "index.html"))) {
		server.get("/", async (_request, reply) => reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(NOT_BUILT));
		return;
	}
	const { default: files } = await import("@fastify/static");
	await server.register(files, {
		root,
		cacheControl: false,
		dotfiles: "ignore",
		setHeaders: (reply, path) => {
			reply.header("cache-control", path.startsWith(join(root, "assets/")) ? IMMUTABLE : "no-cache");
		},
	});
}
