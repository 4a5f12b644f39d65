/** A session and a gateway for each environment. */
import { type Session, session } from "electron";
import { APP_SCHEME } from "../../shared/app-origin.ts";
import { PAGES } from "../paths.ts";
import { createAppProtocol } from "../protocol/app-protocol.ts";
import { guardSession } from "../security/session.ts";
import { createGateway, type Gateway, type GatewayTarget } from "./gateway.ts";

export interface EnvironmentSessions {
	/** The session of the environment's pages, guarded and connected to its gateway. */
	of(id: string): Session;
	/** Forgets what the environment's pages kept on this machine. */
	clear(id: string): Promise<void>;
	/** A request of the app's own, outside of all environments. */
	fetch(url: string, init: RequestInit): Promise<Response>;
	/** Ends the environment's open requests. */
	close(id: string): void;
	closeAll(): void;
}

export function createEnvironmentSessions(target: (id: string) => Promise<GatewayTarget>): EnvironmentSessions {
	// The gateway's requests have a session of their own, in memory: no window's rules, cookies or cache are theirs.
	const outside = session.fromPartition("gateway");
	const gateways = new Map<string, Gateway>();
	const partitionOf = (id: string): Session => session.fromPartition(`persist:environment-${id}`);
	return {
		of(id) {
			const own = partitionOf(id);
			if (gateways.has(id)) return own;
			const gateway = createGateway({ target: () => target(id), fetch: (url, init) => outside.fetch(url, init) });
			gateways.set(id, gateway);
			guardSession(own);
			own.protocol.handle(APP_SCHEME, createAppProtocol({ root: PAGES, gateway: gateway.handle }));
			return own;
		},
		fetch: (url, init) => outside.fetch(url, init),
		clear: (id) => partitionOf(id).clearStorageData(),
		close: (id) => gateways.get(id)?.close(),
		closeAll() {
			for (const gateway of gateways.values()) gateway.close();
		},
	};
}
