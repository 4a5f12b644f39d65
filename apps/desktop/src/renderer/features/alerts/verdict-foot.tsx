/** What confirming the fraud would do, and the verdicts. */
import { Button } from "@mantine/core";
import { VERDICTS } from "@orderdeck/contracts/fraud/entities";
import type { AlertDetails } from "@orderdeck/contracts/fraud/requests";
import type { OrderStatus } from "@orderdeck/contracts/orders/entities";
import { IconBan, IconInfoCircle } from "@tabler/icons-react";
import { useNow } from "../../live/live-context.tsx";
import { ActButton } from "../../shell/act-button.tsx";
import { useSession } from "../../shell/session.tsx";
import { whyNotDecide } from "./alert-rules.ts";
import { effectOf, VERDICT_ACTION } from "./alert-words.ts";
import classes from "./alerts.module.css";
import type { Desk } from "./use-desk.ts";

interface VerdictFootProps {
	readonly alert: AlertDetails;
	/** The order's newest status. */
	readonly status: OrderStatus | null;
	readonly desk: Desk;
	/** A note that is being typed goes with the verdict. */
	readonly note: string;
	readonly onNext: (() => void) | undefined;
}

export function VerdictFoot({ alert, status, desk, note, onNext }: VerdictFootProps) {
	const { name } = useSession();
	const now = useNow();
	const unavailable = whyNotDecide(alert, { name, now });
	const refusal = desk.refusal?.id === alert.alert_id ? desk.refusal.message : undefined;
	return (
		<footer className={classes.foot}>
			{refusal !== undefined && (
				<p className={`sm ${classes.refusal}`} role="alert">
					{refusal}
				</p>
			)}
			{alert.state !== "RESOLVED" && <EffectLine alert={alert} status={status} />}
			<div className={classes.acts}>
				{VERDICTS.map((verdict, place) => (
					<ActButton
						key={verdict}
						action="alerts.resolve"
						unavailable={unavailable}
						disabled={desk.isPending}
						{...(verdict === "CONFIRMED_FRAUD" ? { variant: "filled", color: "var(--od-bad-solid)" } : {})}
						aria-keyshortcuts={`${place + 1}`}
						rightSection={<kbd>{place + 1}</kbd>}
						onClick={() => desk.act({ kind: "resolve", alert, verdict, note })}
					>
						{VERDICT_ACTION[verdict]}
					</ActButton>
				))}
				<span className="grow" />
				<Button
					variant="subtle"
					color="gray"
					c="var(--od-text-2)"
					disabled={onNext === undefined}
					title={onNext === undefined ? "No other alert in this list can be resolved." : "Next alert that can be resolved"}
					aria-keyshortcuts="n"
					rightSection={<kbd>N</kbd>}
					onClick={onNext}
				>
					Next
				</Button>
			</div>
		</footer>
	);
}

function EffectLine({ alert, status }: Pick<VerdictFootProps, "alert" | "status">) {
	const { isHarmless, words } = effectOf(alert, status);
	const Icon = isHarmless ? IconInfoCircle : IconBan;
	return (
		<p className={classes.effect} data-harmless={isHarmless || undefined} data-testid="effect">
			<Icon size={14} stroke={2} aria-hidden className={isHarmless ? "t2" : "bad"} />
			<span className="tn">{words.map(({ text, strong }) => (strong ? <b key={text}>{text}</b> : text))}</span>
		</p>
	);
}
