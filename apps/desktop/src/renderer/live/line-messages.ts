/**
 * What goes between a tab and the worker that holds the live lines of all tabs. Both ends are of one build: the worker's address contains
 * the hash of its script, so that a page of a newer build starts a worker of its own.
 */
import type { LiveFrame } from "@orderdeck/contracts/live";
import type { LineState } from "./connection.ts";

/** Sent by a tab. */
export type TabMessage =
	/** The first message: the tab follows the line of this token. */
	| { readonly kind: "join"; readonly token: string | undefined }
	/** The last message. */
	| { readonly kind: "leave" }
	/** One message of the worker has been taken in. */
	| { readonly kind: "read" }
	| { readonly kind: "try-now" };

/** Sent by the worker. */
export type WorkerMessage = { readonly kind: "state"; readonly state: LineState } | { readonly kind: "frame"; readonly frame: LiveFrame };

/** One end of a message channel. */
export interface Port<Sent, Received> {
	post(message: Sent): void;
	/** Takes messages in from here on; those that came before are not lost. */
	onMessage(listener: (message: Received) => void): void;
	close(): void;
}
export type TabPort = Port<TabMessage, WorkerMessage>;
export type WorkerPort = Port<WorkerMessage, TabMessage>;

export function portOf<Sent, Received>(port: MessagePort): Port<Sent, Received> {
	return {
		post: (message) => port.postMessage(message),
		onMessage(listener) {
			port.onmessage = ({ data }) => listener(data);
		},
		close: () => port.close(),
	};
}
