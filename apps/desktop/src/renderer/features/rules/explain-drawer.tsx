/** Why a rule flags an order, or not, clause by clause. */
import { Button, Drawer, Skeleton, TextInput } from "@mantine/core";
import type { AlertFact } from "@orderdeck/contracts/fraud/facts";
import type { ListedRule, ruleExplanationSchema } from "@orderdeck/contracts/rules/entities";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { skipToken, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { useTRPC } from "../../api/client.ts";
import { money } from "../../format/money.ts";
import { counted, reasonWords } from "../../format/words.ts";
import { Consequence } from "../../ui/action-sheet.tsx";
import { ErrorMessage } from "../../ui/panel.tsx";
import { countriesWords, windowWords } from "./rule-words.ts";
import classes from "./rules.module.css";

export function ExplainDrawer({ rule, onClose }: { rule: ListedRule; onClose: () => void }) {
	const trpc = useTRPC();
	const [text, setText] = useState("");
	const [orderId, setOrderId] = useState<string>();
	const { data, error, isFetching, refetch } = useQuery({
		...trpc.rules.explain.queryOptions(orderId === undefined ? skipToken : { id: rule.id, order_id: orderId }),
		retry: false,
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		const typed = text.trim();
		if (typed === orderId) void refetch();
		else if (typed !== "") setOrderId(typed);
	};
	return (
		<Drawer opened onClose={onClose} title={`Explain ${rule.name}`} position="right" size="min(520px, 100vw)">
			<form className={classes.explain} onSubmit={submit} noValidate>
				<TextInput
					label="Order"
					description={`Evaluated by v${rule.version} as it is stored`}
					value={text}
					onChange={(event) => setText(event.currentTarget.value)}
					autoComplete="off"
					spellCheck={false}
					data-autofocus
				/>
				<Button type="submit" loading={isFetching} disabled={text.trim() === ""}>
					Explain
				</Button>
			</form>
			{orderId !== undefined && data === undefined && error === null && <Skeleton h={80} mt={12} aria-hidden />}
			{data === undefined && error !== null && <ErrorMessage what="The explanation" error={error} onRetry={() => void refetch()} />}
			{data !== undefined && <Explanation of={data} />}
		</Drawer>
	);
}

function Explanation({ of: { order_id, version, flags, clauses, alert_id } }: { of: z.infer<typeof ruleExplanationSchema> }) {
	return (
		<div role="status" aria-label="Explanation">
			<Consequence
				tone={flags ? "bad" : "ok"}
				title={flags ? `v${version} flags order ${order_id}` : `v${version} does not flag order ${order_id}`}
			>
				<p className="t2">
					{alert_id === null ? "It has no alert from this rule." : "It has an alert from this rule."}{" "}
					<Link to="/orders" search={{ order: String(order_id) }} className="acc">
						Open the order
					</Link>
				</p>
			</Consequence>
			<ul className={classes.clauses} aria-label="Clauses">
				{clauses.map(({ clause, holds, fact }) => {
					const Icon = holds ? IconCircleCheck : IconCircleX;
					return (
						<li key={clause}>
							<Icon size={14} className={holds ? "ok" : "t3"} aria-label={holds ? "met" : "not met"} />
							<span className="med">{reasonWords(clause.toUpperCase().replaceAll("-", "_"))}</span>
							<span className="t2 tn">{fact === null ? (holds ? "met" : "not met") : factWords(fact, holds)}</span>
						</li>
					);
				})}
			</ul>
		</div>
	);
}

/** `$469.93 is over $300.00`. */
function factWords(fact: AlertFact, holds: boolean): string {
	switch (fact.fact) {
		case "amount":
			return `${money(fact.value, fact.currency)} is ${holds ? "" : "not "}over ${money(fact.threshold, fact.currency)}`;
		case "country":
			return `${fact.value} is ${holds ? "not " : ""}a safe country: ${countriesWords(fact.threshold)}`;
		case "orders":
			return `${counted(fact.value, "order")} of the customer in ${windowWords(fact.window_ms)}, ${fact.threshold} allowed`;
	}
}
