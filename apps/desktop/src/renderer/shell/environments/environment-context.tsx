/** The environment that this window looks at. */
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { CurrentEnvironment } from "../../../shared/host.ts";
import { useHost } from "../../host/host-context.tsx";

const EnvironmentContext = createContext<CurrentEnvironment | undefined>(undefined);

/** Shows its children when the host has returned the environment. */
export function EnvironmentProvider({ children }: { children: ReactNode }) {
	const { environments } = useHost();
	const [environment, setEnvironment] = useState<CurrentEnvironment>();
	useEffect(() => {
		let gone = false;
		const read = () =>
			void environments.current().then((current) => {
				if (!gone) setEnvironment(current);
			});
		read();
		const stop = environments.onChange(read);
		return () => {
			gone = true;
			stop();
		};
	}, [environments]);
	if (environment === undefined) return null;
	return <EnvironmentContext.Provider value={environment}>{children}</EnvironmentContext.Provider>;
}

export function useEnvironment(): CurrentEnvironment {
	const environment = useContext(EnvironmentContext);
	if (environment === undefined) throw new Error("useEnvironment outside EnvironmentProvider");
	return environment;
}
