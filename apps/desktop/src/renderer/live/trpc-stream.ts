/** The live subscription of the API as a stream that the live line can hold. */
import type { ApiClient } from "../api/client.ts";
import type { OpenStream } from "./live-line.ts";

/**
 * Each stream is one connection: what tRPC would do on a break (reconnect at its own pace) is left to the live line, so that
 * the screen can say which try this is and when the next one comes.
 */
export function trpcStream(client: ApiClient): OpenStream {
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
