/** The live subscription of the API as a stream that a live line can hold. */
import type { AppRouter } from "@orderdeck/contracts/router";
import { createTRPCClient, httpSubscriptionLink } from "@trpc/client";
import { EventSource, type FetchLike } from "eventsource";
import type { OpenStream } from "./live-line.ts";

export interface StreamSource {
	/** The daemon's `/trpc`. */
	readonly url: string;
	/** Read again for each stream. */
	headers(): Readonly<Record<string, string>>;
	readonly fetch: FetchLike;
}

/**
 * Each stream is one connection: what tRPC would do on a break (reconnect at its own pace) is left to the live line, so that
 * the screen can say which try this is and when the next one comes.
 */
export function liveStream({ url, headers, fetch }: StreamSource): OpenStream {
	const client = createTRPCClient<AppRouter>({
		links: [
			httpSubscriptionLink({
				url,
				EventSource,
				eventSourceOptions: () => ({ fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers() } }) }),
			}),
		],
	});
	return (lastEventId, handlers) => {
		let opened = false;
		const subscription = client.live.subscribe(lastEventId === undefined ? {} : { lastEventId }, {
			onStarted() {
				opened = true;
				handlers.onOpen();
			},
			onData: ({ id, data }) => handlers.onFrame(id, data),
			onConnectionStateChange(change) {
				if (change.state === "connecting" && (opened || change.error !== null)) handlers.onLost();
			},
			onError: () => handlers.onLost(),
			onStopped: () => handlers.onLost(),
			onComplete: () => handlers.onLost(),
		});
		return () => subscription.unsubscribe();
	};
}
