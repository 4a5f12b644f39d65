/** Restores the values of an earlier version as a new one. */
import type { ListedRule, RuleVersion } from "@orderdeck/contracts/rules/entities";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useActBlock } from "../../shell/act-block.ts";
import { ActionSheet } from "../../ui/action-sheet.tsx";
import { changeLines, InForceFrom, SavedRule, shadowLines } from "./change-lines.tsx";
import { newestVersion } from "./rule-words.ts";
import { valueChanges } from "./value-changes.ts";

export function RestoreSheet({ rule, to, onClose }: { rule: ListedRule; to: RuleVersion; onClose: () => void }) {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	const blocked = useActBlock("rules.restore")?.reason;
	const restore = useMutation({
		...trpc.rules.restore.mutationOptions(),
		onSettled: () => queryClient.invalidateQueries(trpc.rules.pathFilter()),
	});
	const version = newestVersion(rule);
	const after = { ...rule, ...parametersOf(to) };
	return (
		<ActionSheet
			title={`Restore v${to.version} of ${rule.name}`}
			onClose={onClose}
			keep={`Keep v${rule.version}`}
			lines={[...changeLines(valueChanges(rule.kind, { before: rule, after }, daemonClock.now())), InForceFrom, ...shadowLines(rule)]}
			action={{
				label: `Restore as v${version + 1}`,
				isPending: restore.isPending,
				blocked,
				error: restore.error,
				onAct: (reason) => restore.mutate({ id: rule.id, version, to: to.version, reason }),
			}}
			audited={`rule:${rule.id}`}
			readBack={restore.data === undefined ? undefined : <SavedRule rule={restore.data} version={restore.data.version} />}
		/>
	);
}

function parametersOf({ limit, currency, safe_countries, window_ms }: RuleVersion) {
	return { limit, currency, safe_countries, window_ms };
}
