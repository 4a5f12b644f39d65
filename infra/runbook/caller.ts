/** Sends the calls of the runbook to a daemon as the runbook writes them, and keeps the names of all that it receives. */
import type { z } from "zod";
import { fill } from "./runbook.ts";

export interface Reply {
	readonly status: number;
	readonly body: unknown;
}
export interface Caller {
	/** Fails unless the response is a success of this shape. `values`: what to put for `<name>`. */
	send<T>(call: string, schema: z.ZodType<T>, values?: Readonly<Record<string, unknown>>): Promise<T>;
	/** The same with whatever response; `headers` are sent beside its own. */
	attempt(call: string, headers?: Readonly<Record<string, string>>): Promise<Reply>;
	/** Fields and texts of the responses. */
	readonly names: Set<string>;
}

const CALL = /^(GET|POST|PUT) (\/\S*)(?: (\{.*\}))?$/;

/** `tokenFor`: the token that a method and a path require. */
export function createCaller(url: string, tokenFor?: (method: string, path: string) => string): Caller {
	const names = new Set<string>();
	const attempt: Caller["attempt"] = async (call, headers = {}) => {
		const [, method = "", path = "", body] = CALL.exec(call) ?? [];
		if (method === "") throw new Error("is not METHOD /path {body}");
		if (body !== undefined) JSON.parse(body);
		const response = await fetch(`${url}${path}`, {
			method,
			headers: {
				...(tokenFor === undefined ? {} : { authorization: `Bearer ${tokenFor(method, path)}` }),
				...(body === undefined ? {} : { "content-type": "application/json" }),
				...headers,
			},
			body: body ?? null,
		});
		const read: unknown = await response.json();
		collectNames(read, names);
		return { status: response.status, body: read };
	};
	return {
		names,
		attempt,
		async send(call, schema, values = {}) {
			const { status, body } = await attempt(fill(call, values));
			if (status >= 300) throw new Error(`status ${status}: ${JSON.stringify(body)}`);
			return schema.parse(body);
		},
	};
}

/** Adds every field and every text of a JSON value. */
export function collectNames(value: unknown, names: Set<string>): void {
	if (typeof value === "string") names.add(value);
	else if (Array.isArray(value)) for (const each of value) collectNames(each, names);
	else if (typeof value === "object" && value !== null) {
		for (const [name, each] of Object.entries(value)) {
			names.add(name);
			collectNames(each, names);
		}
	}
}
