/** The steps of something that is done one after the other: those that are done, the present one, those to come. */
import { IconCheck } from "@tabler/icons-react";
import classes from "./steps.module.css";

export interface StepWords {
	readonly name: string;
	/** What was chosen there. */
	readonly note: string;
}

export function Steps({ steps, current }: { steps: readonly StepWords[]; current: number }) {
	return (
		<ol className={classes.steps}>
			{steps.map(({ name, note }, place) => (
				<li
					key={name}
					data-state={place < current ? "done" : place === current ? "now" : "later"}
					aria-current={place === current ? "step" : undefined}
				>
					<span className={classes.number}>{place < current ? <IconCheck size={11} stroke={3} aria-label="done" /> : place + 1}</span>
					<b>{name}</b>
					<small className="ell">{note}</small>
				</li>
			))}
		</ol>
	);
}
