/** What is selected of the alerts, and the verdicts on all of it. Takes the place of the list's bar. */
import { ActionIcon } from "@mantine/core";
import { VERDICTS, type Verdict } from "@orderdeck/contracts/fraud/entities";
import { IconX } from "@tabler/icons-react";
import { eachMoney } from "../../format/money.ts";
import { exactNumber } from "../../format/number.ts";
import { ActButton } from "../../shell/act-button.tsx";
import type { AlertRow } from "./alert-rules.ts";
import { sumOf } from "./alert-sheets.tsx";
import { VERDICT_ACTION } from "./alert-words.ts";
import classes from "./alerts.module.css";

/** So many alerts can be resolved by one job. */
const MOST_PICKED = 1_000;

interface PickedBarProps {
	readonly picked: readonly AlertRow[];
	readonly onResolve: (verdict: Verdict) => void;
	readonly onClear: () => void;
}

export function PickedBar({ picked, onResolve, onClear }: PickedBarProps) {
	const isTooMany = picked.length > MOST_PICKED;
	return (
		<div className={classes.picked} role="toolbar" aria-label="Selected alerts" data-testid="list-bar">
			<span className="tn ell">
				<span className="med">{exactNumber(picked.length)} selected</span>
				<span className="t2"> · {eachMoney(sumOf(picked))}</span>
			</span>
			<span className="grow" />
			{VERDICTS.map((verdict) => (
				<ActButton
					key={verdict}
					action="alerts.resolveMany"
					h={24}
					{...(verdict === "CONFIRMED_FRAUD" ? { c: "var(--od-bad)" } : {})}
					unavailable={isTooMany ? `At most ${exactNumber(MOST_PICKED)} at a time.` : undefined}
					onClick={() => onResolve(verdict)}
				>
					{VERDICT_ACTION[verdict]}…
				</ActButton>
			))}
			<ActionIcon aria-label="Clear selection" onClick={onClear}>
				<IconX size={16} stroke={1.75} />
			</ActionIcon>
		</div>
	);
}
