/** Ends the suppression of a rule for a customer. */
import type { ListedRule, Suppression } from "@orderdeck/contracts/rules/entities";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { epochOf, fullTime } from "../../format/time.ts";
import { useActBlock } from "../../shell/act-block.ts";
import { ActionSheet, Consequence } from "../../ui/action-sheet.tsx";

interface LiftSheetProps {
	readonly rule: ListedRule;
	readonly suppression: Suppression;
	readonly onClose: () => void;
}

export function LiftSheet({ rule, suppression: { customer_id, comment, by, until }, onClose }: LiftSheetProps) {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	const blocked = useActBlock("rules.liftSuppression")?.reason;
	const lift = useMutation({
		...trpc.rules.liftSuppression.mutationOptions(),
		onSuccess: () => queryClient.invalidateQueries(trpc.rules.suppressions.queryFilter()),
	});
	return (
		<ActionSheet
			title={`Lift the suppression of ${rule.name}`}
			onClose={onClose}
			keep="Keep it suppressed"
			lines={[
				{ what: "Customer", after: customer_id },
				{ what: "Orders of the customer", before: "not flagged", after: "flagged by this rule" },
				{ what: "Suppressed until", before: fullTime(epochOf(until)), after: "now" },
				{ what: "Comment", after: `${comment} · ${by}` },
			]}
			action={{
				label: "Lift suppression",
				isPending: lift.isPending,
				blocked,
				error: lift.error,
				onAct: (reason) => lift.mutate({ id: rule.id, customer_id, reason }),
			}}
			audited={`rule:${rule.id}`}
			readBack={
				lift.data === undefined ? undefined : <Consequence tone="ok" title={`The rule flags orders of customer ${customer_id} again`} />
			}
		/>
	);
}
