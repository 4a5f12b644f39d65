/** Suppresses a rule for a customer, for a time. */
import { Skeleton, TextInput } from "@mantine/core";
import type { ListedRule } from "@orderdeck/contracts/rules/entities";
import { LONGEST_SUPPRESSION_DAYS } from "@orderdeck/contracts/rules/requests";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { lazyComponent } from "../../chunks/lazy-component.tsx";
import { epochOf, fullTime } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useActBlock } from "../../shell/act-block.ts";
import { ActionSheet, Consequence } from "../../ui/action-sheet.tsx";
import classes from "./rules.module.css";

const UntilPicker = lazyComponent(() => import("./until-picker.tsx").then((module) => module.UntilPicker), {
	pending: <Skeleton height={50} />,
});

const DAY_MS = 86_400_000;
/** Where nothing else is chosen. */
const DAYS = 30;

export function SuppressSheet({ rule, onClose }: { rule: ListedRule; onClose: () => void }) {
	const trpc = useTRPC();
	const queryClient = useQueryClient();
	const role = useActBlock("rules.suppress")?.reason;
	const [customer, setCustomer] = useState("");
	const [until, setUntil] = useState<string | undefined>(() => new Date(daemonClock.now() + DAYS * DAY_MS).toISOString());
	const suppress = useMutation({
		...trpc.rules.suppress.mutationOptions(),
		onSuccess: () => queryClient.invalidateQueries(trpc.rules.suppressions.queryFilter()),
	});
	const made = suppress.data;
	return (
		<ActionSheet
			title={`Suppress ${rule.name} for a customer`}
			onClose={onClose}
			keep="Keep flagging"
			lines={[{ what: "Orders of the customer", before: "flagged", after: "not flagged by this rule" }]}
			action={{
				label: "Suppress rule",
				isPending: suppress.isPending,
				blocked: role ?? whatIsWrong(customer, until),
				error: suppress.error,
				onAct: (comment) => suppress.mutate({ id: rule.id, customer_id: customer.trim(), comment, until: until ?? "" }),
			}}
			audited={`rule:${rule.id}`}
			readBack={
				made === undefined ? undefined : (
					<Consequence tone="ok" title={`Customer ${made.customer_id} is not flagged by this rule`}>
						<p className="t2 tn">Until {fullTime(epochOf(made.until))}.</p>
					</Consequence>
				)
			}
		>
			<div className={classes.sheetFields}>
				<TextInput
					label="Customer"
					description="The id, as orders have it"
					value={customer}
					onChange={(event) => setCustomer(event.currentTarget.value)}
					autoComplete="off"
					spellCheck={false}
				/>
				<UntilPicker label="Until (UTC)" value={until} onChange={setUntil} />
			</div>
		</ActionSheet>
	);
}

function whatIsWrong(customer: string, until: string | undefined): string | undefined {
	if (customer.trim() === "") return "Enter a customer id";
	if (until === undefined) return "Enter an end time";
	const days = (epochOf(until) - daemonClock.now()) / DAY_MS;
	if (days <= 0) return "The time is in the past";
	return days > LONGEST_SUPPRESSION_DAYS ? `At most ${LONGEST_SUPPRESSION_DAYS} days` : undefined;
}
