/** The host in React. */
import { createContext, type ReactNode, useContext } from "react";
import type { Host } from "../../shared/host.ts";

const HostContext = createContext<Host | undefined>(undefined);

export function HostProvider(props: { host: Host; children: ReactNode }) {
	return <HostContext.Provider value={props.host}>{props.children}</HostContext.Provider>;
}

export function useHost(): Host {
	const host = useContext(HostContext);
	if (host === undefined) throw new Error("useHost outside HostProvider");
	return host;
}
