/** Only JSON in UTF-8 is accepted: not what a form of another site's page can send without a preflight. An empty body is none. */
import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import { MIMEType } from "node:util";
import type { FastifyInstance } from "fastify";
import { invalidBody } from "./problems.ts";

const JSON_TYPE = "application/json";
/** US-ASCII is a part of UTF-8. */
const CHARSETS: ReadonlySet<string> = new Set(["utf-8", "utf8", "us-ascii"]);

/** Bodies become values. */
export function acceptJson(server: FastifyInstance): void {
	acceptJsonAs(server, (text) => {
		try {
			return JSON.parse(text);
		} catch {
			throw invalidBody("must be valid JSON");
		}
	});
}

/** Bodies stay text, for a handler that parses it. Every other content type is refused, whatever the server has accepted before. */
export function acceptJsonText(server: FastifyInstance): void {
	acceptJsonAs(server, (text) => text);
}

function acceptJsonAs(server: FastifyInstance, parse: (text: string) => unknown): void {
	server.removeAllContentTypeParsers();
	server.addContentTypeParser(JSON_TYPE, { parseAs: "buffer" }, async ({ headers }: { headers: IncomingHttpHeaders }, body: Buffer) => {
		if (body.length === 0) return undefined;
		checkEncoding(headers);
		if (!isUtf8(body)) throw invalidBody("must be valid UTF-8");
		return parse(body.toString());
	});
}

/** Throws for an encoding or charset that would be read wrongly. */
function checkEncoding(headers: IncomingHttpHeaders): void {
	const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
	if (encoding !== "identity") throw invalidBody("must not be compressed; no Content-Encoding is accepted");
	if (!CHARSETS.has(charsetOf(headers["content-type"] ?? JSON_TYPE))) throw invalidBody("must be in UTF-8; no other charset is accepted");
}

function charsetOf(contentType: string): string {
	try {
		return new MIMEType(contentType).params.get("charset")?.toLowerCase() ?? "utf-8";
	} catch {
		throw invalidBody("must have a valid Content-Type");
	}
}
