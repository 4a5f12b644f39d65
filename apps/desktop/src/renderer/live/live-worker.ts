/** The shared worker of a browser's tabs: holds their live lines, so that they take one connection and no tab's end interrupts another. */
import "../no-eval.ts";
import { authorization } from "../api/token.ts";
import { createLineHub } from "./line-hub.ts";
import { portOf } from "./line-messages.ts";
import { openLiveLine } from "./live-line.ts";
import { liveStream } from "./live-stream.ts";

const connect = createLineHub((token, listener) => {
	const source = {
		url: `${location.origin}/trpc`,
		headers: () => authorization(token),
		fetch: (...request: Parameters<typeof fetch>) => fetch(...request),
	};
	return openLiveLine(liveStream(source), listener);
});

addEventListener("connect", (event) => {
	if (event instanceof MessageEvent) for (const port of event.ports) connect(portOf(port));
});
