/** What the last verdict did, and the way back. It stays while the next alerts are decided. */
import { Button } from "@mantine/core";
import { resolvedWords, VERDICT_LOOK } from "./alert-words.ts";
import classes from "./alerts.module.css";
import type { Outcome } from "./use-desk.ts";

export function OutcomeLine({ outcome, onReopen }: { outcome: Outcome | undefined; onReopen: () => void }) {
	const look = outcome?.alert.resolution == null ? undefined : VERDICT_LOOK[outcome.alert.resolution.verdict];
	const Icon = look?.icon;
	return (
		<div className={classes.outcome} role="status" aria-label="Last verdict" data-empty={outcome === undefined || undefined}>
			{outcome !== undefined && Icon !== undefined && (
				<>
					<Icon size={14} stroke={2} aria-hidden className={look?.tone} />
					<span className="tn ell">{resolvedWords(outcome.alert, outcome.alsoResolved.length)}</span>
					<Button variant="subtle" h={24} onClick={onReopen}>
						Reopen…
					</Button>
				</>
			)}
		</div>
	);
}
