/**
 * The one way to confirm an action: a sheet beside what it acts on. It states what changes, requires a reason, keeps a preview fresh, requires
 * the environment's name again in production, and shows afterward what was read back.
 */
import { Button, Drawer, Textarea } from "@mantine/core";
import { IconAlertTriangle, IconArrowNarrowRight, IconCircleCheck, IconRefresh } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type FormEvent, Fragment, type ReactNode, useEffect, useState } from "react";
import { problemOf } from "../api/problem.ts";
import { shortDuration } from "../format/duration.ts";
import { ActButton } from "../shell/act-button.tsx";
import { useEnvironment } from "../shell/environments/environment-context.tsx";
import { useNameAgain } from "../shell/environments/name-again.tsx";
import classes from "./action-sheet.module.css";
import { Announcement } from "./announcement.tsx";

/** A fact that the action changes. Without `before` it states what follows from the action. */
export interface ChangeLine {
	readonly what: string;
	readonly before?: ReactNode;
	readonly after: ReactNode;
}

/** A dry run that the action relies on. */
export interface SheetPreview {
	/** When it was read, ms since the epoch by this machine's clock; undefined until then. */
	readonly at: number | undefined;
	readonly isRefreshing: boolean;
	/** What has changed since, in a sentence; undefined while nothing has. */
	readonly changed?: string | undefined;
	readonly onRefresh: () => void;
}

export interface SheetAction {
	/** The verb and the object again: `Reset 6 partitions`. */
	readonly label: string;
	readonly isDangerous?: boolean;
	readonly isPending: boolean;
	/** Why it cannot be done now, for lack of a role or in this state: it stays visible, disabled. */
	readonly blocked?: string | undefined;
	/** Why the daemon refused it the last time. */
	readonly error?: unknown;
	readonly onAct: (reason: string) => void;
}

export interface ActionSheetProps {
	/** Verb and object: `Pause payments-group`. */
	readonly title: string;
	readonly onClose: () => void;
	/** The button that changes nothing: `Keep offsets`. */
	readonly keep: string;
	/** What stands above the lines: steps, fields, a table. */
	readonly children?: ReactNode;
	readonly lines?: readonly ChangeLine[];
	readonly preview?: SheetPreview | undefined;
	/** Undefined: nothing can be done yet, as in an earlier step. */
	readonly action: SheetAction | undefined;
	/** Beside the buttons, such as Back. */
	readonly aside?: ReactNode;
	/** The reason, where it has been stated already; it can be changed. */
	readonly statedReason?: string;
	/** What was read back after the action; it takes the place of the form. */
	readonly readBack?: ReactNode;
	/** What the audit log names as acted on, such as `group:payments-group`: what was read back links to its record. */
	readonly audited: string;
}

/** A preview older than this must be refreshed first, in seconds. */
export const PREVIEW_SECONDS = 30;

export function ActionSheet(props: ActionSheetProps) {
	const { kind } = useEnvironment();
	return (
		<Drawer
			opened
			onClose={props.onClose}
			title={props.title}
			position="right"
			size="min(520px, 100vw)"
			withOverlay={false}
			lockScroll={false}
			closeOnClickOutside={false}
			transitionProps={{ duration: 0 }}
			classNames={{ content: classes.sheet, header: classes.head, title: classes.title, body: classes.body }}
			data-production={kind === "production" || undefined}
			closeButtonProps={{ "aria-label": "Close" }}
		>
			{props.readBack === undefined ? (
				<Form {...props} />
			) : (
				<ReadBack onClose={props.onClose} audited={props.audited}>
					{props.readBack}
				</ReadBack>
			)}
		</Drawer>
	);
}

function Form({ children, lines = [], preview, action, keep, aside, statedReason = "", onClose }: ActionSheetProps) {
	const [reason, setReason] = useState(statedReason);
	const nameAgain = useNameAgain();
	const now = useSeconds();
	const missing = action === undefined ? undefined : whatIsMissing({ action, preview, reason, confirmed: nameAgain.confirmed, now });
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (action !== undefined && missing === undefined && !action.isPending) action.onAct(reason.trim());
	};
	return (
		<form className={classes.form} onSubmit={submit} noValidate>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
			<section className={classes.scroll} tabIndex={0} aria-label="What will happen">
				{children}
				{lines.length > 0 && <ChangeLines lines={lines} />}
			</section>
			<footer className={classes.foot}>
				{action !== undefined && (
					<>
						<div className={classes.fields}>
							<Textarea
								label="Reason"
								description="Recorded in the audit log"
								value={reason}
								onChange={(event) => setReason(event.currentTarget.value)}
								maxLength={500}
								autosize
								minRows={1}
								maxRows={4}
								required
								withAsterisk={false}
								data-autofocus
							/>
							{nameAgain.field}
						</div>
						{action.error != null && (
							<p className="bad sm" role="alert">
								{problemOf(action.error).message}
							</p>
						)}
						{preview !== undefined && <PreviewAge preview={preview} now={now} />}
					</>
				)}
				<div className={classes.acts}>
					{aside}
					<span className="grow" />
					{missing !== undefined && <span className={`xs t2 ${classes.missing}`}>{missing}</span>}
					<Button onClick={onClose}>{keep}</Button>
					{action !== undefined && (
						<ActButton
							type="submit"
							variant="filled"
							{...(action.isDangerous ? { color: "var(--od-bad-solid)" } : {})}
							disabled={missing !== undefined}
							title={missing}
							loading={action.isPending}
						>
							{action.label}
						</ActButton>
					)}
				</div>
			</footer>
		</form>
	);
}

interface Readiness {
	readonly action: SheetAction;
	readonly preview: SheetPreview | undefined;
	readonly reason: string;
	readonly confirmed: boolean;
	readonly now: number;
}

/** Why the action cannot be taken yet; undefined when it can. */
export function whatIsMissing({ action, preview, reason, confirmed, now }: Readiness): string | undefined {
	if (action.blocked !== undefined) return action.blocked;
	if (preview !== undefined) {
		if (preview.at === undefined) return "Loading the preview";
		if (preview.changed !== undefined) return "Refresh the preview first";
		if (now - preview.at > PREVIEW_SECONDS * 1000) return "The preview is too old: refresh it";
	}
	if (reason.trim() === "") return "Enter a reason";
	return confirmed ? undefined : "Enter the name of the environment";
}

/** Before → after, a line each. */
export function ChangeLines({ lines }: { lines: readonly ChangeLine[] }) {
	return (
		<dl className={classes.lines}>
			{lines.map(({ what, before, after }) => (
				<Fragment key={what}>
					<dt>{what}</dt>
					<dd className="tn">
						{before !== undefined && (
							<>
								<span className="t2">{before}</span>
								<IconArrowNarrowRight size={14} aria-label="becomes" className="t3" />
							</>
						)}
						<span className="med">{after}</span>
					</dd>
				</Fragment>
			))}
		</dl>
	);
}

/** A sentence on a tint: what follows from the action. */
export function Consequence({ tone, title, children }: { tone: "bad" | "warn" | "ok" | "paused"; title: ReactNode; children?: ReactNode }) {
	const Icon = tone === "ok" ? IconCircleCheck : IconAlertTriangle;
	return (
		<div className={classes.consequence} data-tone={tone}>
			<Icon size={16} aria-hidden className={tone} />
			<div>
				<p className="med tn">{title}</p>
				{children}
			</div>
		</div>
	);
}

function PreviewAge({ preview, now }: { preview: SheetPreview; now: number }) {
	const { at, isRefreshing, changed, onRefresh } = preview;
	const isOld = at !== undefined && now - at > PREVIEW_SECONDS * 1000;
	const isGood = at !== undefined && changed === undefined && !isOld;
	const Icon = isGood ? IconCircleCheck : IconAlertTriangle;
	return (
		<div className={`xs t2 ${classes.age}`}>
			<Announcement name="Preview" text={at === undefined ? "" : isOld ? "The preview is out of date" : (changed ?? "")} />
			<Icon size={14} aria-hidden className={isGood ? "ok" : "warn"} />
			<span className="tn">
				{at === undefined
					? "No preview yet"
					: `Preview is ${shortDuration((now - at) / 1000)} old, ${changed ?? "nothing has changed since"}`}
			</span>
			<Button variant="subtle" h={24} leftSection={<IconRefresh size={14} />} loading={isRefreshing} onClick={onRefresh}>
				Refresh
			</Button>
		</div>
	);
}

function ReadBack({ children, audited, onClose }: { children: ReactNode; audited: string; onClose: () => void }) {
	return (
		<div className={classes.form}>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
			<section className={classes.scroll} tabIndex={0} aria-label="Read-back">
				{children}
			</section>
			<footer className={classes.foot}>
				<div className={classes.acts}>
					<Link to="/audit" search={{ target: audited }} className="acc sm" onClick={onClose}>
						Audit record
					</Link>
					<span className="grow" />
					<Button onClick={onClose} data-autofocus>
						Close
					</Button>
				</div>
			</footer>
		</div>
	);
}

/** This machine's clock, once a second. */
function useSeconds(): number {
	const [now, setNow] = useState(Date.now);
	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), 1_000);
		return () => clearInterval(timer);
	}, []);
	return now;
}
