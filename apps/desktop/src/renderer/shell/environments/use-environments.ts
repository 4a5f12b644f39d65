import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { EnvironmentManager } from "../../../shared/host.ts";
import { useHost } from "../../host/host-context.tsx";

/** All environments, read again when one has changed. */
export function useEnvironments(manager: EnvironmentManager) {
	const { environments } = useHost();
	const query = useQuery({ queryKey: ["host", "environments"], queryFn: () => manager.list() });
	useEffect(() => environments.onChange(() => void query.refetch()), [environments, query.refetch]);
	return query.data;
}
