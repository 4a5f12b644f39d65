import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "../../api/client.ts";

/** The versions of a rule, newest first, read again when `newest` is another one. */
export function useRuleVersions({ id, newest }: { id: string; newest: number }) {
	const trpc = useTRPC();
	const query = useQuery({ ...trpc.rules.versions.queryOptions({ id }), retry: false });
	const { refetch } = query;
	// biome-ignore lint/correctness/useExhaustiveDependencies: a version that is listed elsewhere may not have been read here
	useEffect(() => void refetch(), [newest]);
	return query;
}
