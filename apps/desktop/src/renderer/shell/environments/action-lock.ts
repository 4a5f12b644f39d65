/** Whether this person may change anything in the environment now. Only production is ever locked, and its daemon keeps the unlock. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useTRPC } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { useIsStale } from "../../live/live-context.tsx";
import { nowStore } from "../../live/now.ts";
import { toastRefused } from "../../ui/toast.tsx";
import { useSession } from "../session.tsx";
import { useEnvironment } from "./environment-context.tsx";

export type ActionLock =
	| { readonly state: "open" }
	/** `reason`: in a sentence. `isReachable`: whether it can be unlocked now. */
	| { readonly state: "locked"; readonly reason: string; readonly isReachable: boolean }
	/** `until`: ms since the epoch by the daemon's clock. */
	| { readonly state: "unlocked"; readonly until: number };

/** Production whose daemon cannot be reached counts as locked: whether it still is unlocked is unknown. */
export function useActionLock(): ActionLock {
	const { kind, name } = useEnvironment();
	const { unlockedUntil: until } = useSession();
	const isReachable = !useIsStale();
	const holds = useSyncExternalStore(nowStore.subscribe, () => until !== undefined && nowStore.get() < until);
	if (kind !== "production") return { state: "open" };
	if (!isReachable) return { state: "locked", reason: `The daemon is unreachable: ${name} is treated as locked.`, isReachable };
	if (until === undefined || !holds) return { state: "locked", reason: `${name} is production and read-only. Unlock to act.`, isReachable };
	return { state: "unlocked", until };
}

/** Unlocks and locks; the session has the outcome immediately. */
export function useChangeLock() {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	const onSuccess = ({ unlock }: { readonly unlock: { until: string; at: string; reason: string } | null }) => {
		queryClient.setQueryData(trpc.session.queryKey(), (known) => known && { ...known, unlock });
	};
	const unlock = useMutation({ ...trpc.access.unlock.mutationOptions(), onSuccess });
	const lock = useMutation({
		...trpc.access.lock.mutationOptions(),
		onSuccess,
		onError: (error) => toastRefused("Production was not locked", problemOf(error).message),
	});
	return { unlock, lock };
}
