/** Requests as bytes on a connection: what no HTTP client would send. */
import { connect } from "node:net";

export interface RawResponse {
	/** 0 when the connection was closed without a response. */
	readonly status: number;
	readonly contentType: string;
	readonly body: string;
}

/** The address of a daemon's url. */
export function addressOf(url: string): { readonly host: string; readonly port: number } {
	return { host: "127.0.0.1", port: Number(new URL(url).port) };
}

/** Sends the text (latin1: one byte a character) and reads until the server closes the connection, or the response has come and `until` is met. */
export function sendRaw(url: string, text: string): Promise<RawResponse> {
	return new Promise((resolve) => {
		let received = "";
		const socket = connect(addressOf(url), () => socket.write(Buffer.from(text, "latin1")));
		socket.setEncoding("latin1");
		socket.on("data", (chunk) => {
			received += chunk;
			// A stream does not end by itself.
			if (received.includes("content-type: text/event-stream")) socket.destroy();
		});
		// A reset connection is a closed one.
		socket.on("error", () => undefined);
		socket.on("close", () => resolve(responseOf(received)));
	});
}

function responseOf(text: string): RawResponse {
	const [head = "", ...rest] = text.replace(/^HTTP\/1\.1 100 .*?\r\n\r\n/s, "").split("\r\n\r\n");
	const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
	return { status, contentType: /^content-type: (.*)$/im.exec(head)?.[1]?.trim() ?? "", body: rest.join("\r\n\r\n") };
}

/** A request without a body; the connection is closed after its response. */
export function requestText(method: string, path: string, headers: readonly string[] = []): string {
	return [`${method} ${path} HTTP/1.1`, "Host: 127.0.0.1", "Connection: close", ...headers, "", ""].join("\r\n");
}
