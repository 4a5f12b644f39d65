/** Customers whose orders a rule does not flag. */
import { Skeleton } from "@mantine/core";
import type { ListedRule, Suppression } from "@orderdeck/contracts/rules/entities";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { epochOf, fullTime } from "../../format/time.ts";
import { useNow } from "../../live/live-context.tsx";
import { ActButton } from "../../shell/act-button.tsx";
import { ErrorMessage, Panel } from "../../ui/panel.tsx";
import { LiftSheet } from "./lift-sheet.tsx";
import { untilWords } from "./rule-words.ts";
import classes from "./rules.module.css";
import { SuppressSheet } from "./suppress-sheet.tsx";

export function Suppressions({ rule }: { rule: ListedRule }) {
	const trpc = useTRPC();
	const now = useNow();
	const { data, error, refetch } = useQuery({ ...trpc.rules.suppressions.queryOptions({ id: rule.id }), retry: false });
	const [open, setOpen] = useState<"add" | Suppression>();
	return (
		<Panel
			title="Suppressions"
			note="customers that the rule does not flag"
			className={classes.fixed}
			more={
				<ActButton
					action="rules.suppress"
					variant="subtle"
					h={24}
					className={classes.add}
					leftSection={<IconPlus size={14} />}
					onClick={() => setOpen("add")}
				>
					Suppress…
				</ActButton>
			}
		>
			{data === undefined && error !== null ? (
				<ErrorMessage what="The suppressions" error={error} onRetry={() => void refetch()} />
			) : data === undefined ? (
				<Skeleton h={24} m={12} aria-hidden />
			) : data.suppressions.length === 0 ? (
				<p className={`t3 ${classes.none}`}>None: the rule applies to every customer.</p>
			) : (
				<ul className={classes.lines} aria-label={`Suppressions of ${rule.name}`}>
					{data.suppressions.map((each) => (
						<li key={each.customer_id}>
							<span className="mono ell" title={`Customer ${each.customer_id}`}>
								{each.customer_id}
							</span>
							<span className="t2 ell grow" title={`${each.comment} · ${each.by}`}>
								{each.comment} · {each.by}
							</span>
							<time className="t2 xs" dateTime={each.until} title={fullTime(epochOf(each.until))}>
								until {untilWords(each.until, now)}
							</time>
							<ActButton
								action="rules.liftSuppression"
								variant="subtle"
								h={24}
								px={4}
								aria-label={`Lift the suppression for customer ${each.customer_id}`}
								onClick={() => setOpen(each)}
							>
								<IconX size={14} aria-hidden />
							</ActButton>
						</li>
					))}
				</ul>
			)}
			{open === "add" && <SuppressSheet rule={rule} onClose={() => setOpen(undefined)} />}
			{open !== undefined && open !== "add" && <LiftSheet rule={rule} suppression={open} onClose={() => setOpen(undefined)} />}
		</Panel>
	);
}
