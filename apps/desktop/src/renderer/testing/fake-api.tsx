/** A console around responses given by hand: the real client, links, providers and theme; only `fetch` is replaced. */

import { notifications } from "@mantine/notifications";
import { AppError } from "@orderdeck/contracts/errors";
import { type RenderResult, render } from "@testing-library/react";
import type { Host } from "../../shared/host.ts";
import { createApiClient } from "../api/client.ts";
import { createTokenStore } from "../api/token.ts";
import { App } from "../app.tsx";
import type { OpenLine } from "../live/live-line.ts";
import { ownLine } from "../live/page-line.ts";
import type { Loaded } from "../shell/access/use-sign-in.ts";

/** Responses by procedure, from its input, or promises of them; a thrown value becomes a refusal with that message, and with its code where it is an AppError. */
export type Responses = Readonly<Record<string, (input: unknown, headers: Headers) => unknown>>;

export interface Seen {
	readonly path: string;
	readonly input: unknown;
	readonly authorization: string | null;
}

function inputsOf(url: URL, body: string | undefined): Record<string, unknown> {
	return JSON.parse(body ?? url.searchParams.get("input") ?? "{}");
}

async function respond(responses: Responses, path: string, input: unknown, headers: Headers): Promise<unknown> {
	try {
		const data = await responses[path]?.(input, headers);
		if (data === undefined) throw new Error(`the test has no response for ${path}`);
		return { result: { data } };
	} catch (error) {
		if (error instanceof LostResponse) throw error;
		const message = error instanceof Error ? error.message : String(error);
		const problem = { code: error instanceof AppError ? error.code : "FORBIDDEN", message, issues: [] };
		return { error: { message, code: -32003, data: { code: "FORBIDDEN", httpStatus: 403, path, problem } } };
	}
}

/** Thrown instead of a response: the request was sent, and no response comes. */
export class LostResponse extends Error {
	override readonly name = "LostResponse";
}

/** A `fetch` that speaks tRPC's HTTP format. The live stream never opens. */
export function fakeFetch(responses: Responses, seen: Seen[]): typeof fetch {
	return async (target, init) => {
		const url = new URL(String(target), "http://console.test");
		const paths = url.pathname.replace("/trpc/", "").split(",");
		const headers = new Headers(init?.headers);
		if (paths[0] === "live") return new Promise<Response>(() => undefined);
		const batched = url.searchParams.has("batch");
		const inputs = inputsOf(url, typeof init?.body === "string" ? init.body : undefined);
		const responding = paths.map((path, place) => {
			const input = batched ? inputs[String(place)] : inputs;
			seen.push({ path, input, authorization: headers.get("authorization") });
			return respond(responses, path, input, headers);
		});
		const results = await Promise.all(responding);
		return Response.json(batched ? results : results[0]);
	};
}

const URL_OF_API = "http://console.test/trpc";

export interface ConsoleOptions {
	readonly url?: string;
	readonly openLine?: OpenLine;
	readonly host?: Host;
	readonly arrival?: Loaded;
}

/** The whole console at `hash`, without what an earlier one has announced: notifications are the page's, not the console's. */
export function renderConsole(hash: string, options: ConsoleOptions = {}): RenderResult {
	const { url = URL_OF_API } = options;
	const tokens = createTokenStore(window.sessionStorage);
	window.location.hash = hash;
	notifications.clean();
	notifications.cleanQueue();
	const { openLine = ownLine(url, tokens), url: _url, ...parts } = options;
	return render(<App client={createApiClient(url, tokens)} tokens={tokens} openLine={openLine} {...parts} />);
}
