import type { Host } from "../../shared/host.ts";

declare global {
	interface Window {
		/** Put there by the preload; absent in a browser. */
		readonly orderdeck?: Host;
	}
}
