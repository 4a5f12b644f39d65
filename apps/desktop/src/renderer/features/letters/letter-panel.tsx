/** One dead letter: why it failed, what it was, its bytes and headers, what has become of it. */
import { SegmentedControl, Skeleton } from "@mantine/core";
import type { DeadLetter, DeadLetterDetails } from "@orderdeck/contracts/letters/entities";
import { IconAlertOctagon, IconArrowBackUp, IconBan, IconMoodEmpty, IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTRPC } from "../../api/client.ts";
import { problemOf } from "../../api/problem.ts";
import { money } from "../../format/money.ts";
import { exactNumber } from "../../format/number.ts";
import { epochOf, exactTimeOrDate } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useLiveContext } from "../../live/live-context.tsx";
import { ActButton } from "../../shell/act-button.tsx";
import { CopyId } from "../../ui/copy-id.tsx";
import { ErrorMessage, Message } from "../../ui/panel.tsx";
import { RecordLink } from "../../ui/record-link.tsx";
import { SidePanelBody, SidePanelFoot, SidePanelHead } from "../../ui/side-panel.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { ValueView } from "../../ui/value-view.tsx";
import { LetterAttempts } from "./letter-attempts.tsx";
import { type LetterAction, reasonText, STATE_LOOK, whyNot } from "./letter-words.ts";
import classes from "./letters.module.css";

interface LetterPanelProps {
	readonly id: string;
	readonly onAct: (action: LetterAction, letter: DeadLetter) => void;
	readonly onClose: () => void;
	readonly onPrevious: (() => void) | undefined;
	readonly onNext: (() => void) | undefined;
}

const READ_MS = 2_000;

export function LetterPanel({ id, onAct, ...moves }: LetterPanelProps) {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const { data, error, refetch } = useQuery({
		...trpc.deadLetters.get.queryOptions({ id }),
		retry: false,
		refetchInterval: pausedAt === undefined ? READ_MS : false,
	});
	return (
		<>
			<SidePanelHead {...moves}>
				<h2>
					Letter <span className="mono">{id}</span>
				</h2>
				<CopyId value={id} what="letter id" />
			</SidePanelHead>
			{data !== undefined ? (
				<>
					<SidePanelBody label={`Letter ${id}`}>
						<Details letter={data} />
					</SidePanelBody>
					<Actions letter={data} onAct={onAct} />
				</>
			) : error === null ? (
				<Skeleton h={320} m={12} aria-hidden />
			) : problemOf(error).code === "NOT_FOUND" ? (
				<Message icon={<IconMoodEmpty size={20} />} title={`There is no dead letter ${id}`}>
					It may not have been processed yet, or the id is wrong.
				</Message>
			) : (
				<ErrorMessage what={`Letter ${id}`} error={error} onRetry={() => void refetch()} />
			)}
		</>
	);
}

function Details({ letter }: { letter: DeadLetterDetails }) {
	const at = epochOf(letter.at);
	// The stack has a view of its own.
	const headers = Object.entries(letter.headers).filter(([name]) => name !== "dlq_stack");
	return (
		<>
			<section className={classes.part}>
				<div className={classes.fault}>
					<IconAlertOctagon size={16} stroke={1.75} className="bad" aria-hidden />
					<div>
						<p className="med">{reasonText(letter.reason)}</p>
						<p className={classes.words}>{letter.error}</p>
					</div>
				</div>
				<dl className={classes.facts}>
					<dt>State</dt>
					<dd>
						<StateMark look={STATE_LOOK[letter.state]} />
					</dd>
					<dt>From</dt>
					<dd>{letter.origin === null ? <span className="t2">not stated by its writer</span> : <RecordLink at={letter.origin} />}</dd>
					<dt>Letter</dt>
					<dd>
						<RecordLink at={letter.position} />
					</dd>
					<dt>Order</dt>
					<dd>
						{letter.order_id === null ? (
							<span className="t2">none can be read</span>
						) : (
							<Link to="/orders" search={{ order: letter.order_id }} className="acc mono ell">
								{letter.order_id}
							</Link>
						)}
						{letter.amount !== null && <span className="tn">{money(letter.amount, letter.currency ?? "")}</span>}
					</dd>
					<dt>Failed</dt>
					<dd className="tn">
						{exactTimeOrDate(at, daemonClock.now())}
						<span className="t2">
							after {letter.attempts} {letter.attempts === 1 ? "attempt" : "attempts"}
						</span>
					</dd>
					{letter.redrive_of !== null && (
						<>
							<dt>Before</dt>
							<dd>
								<Link to="/dead-letters" search={{ state: "FAILED_AGAIN", letter: letter.redrive_of }} className="acc mono">
									{letter.redrive_of}
								</Link>
								<span className="t2">redriven {letter.redrive_count}×</span>
							</dd>
						</>
					)}
				</dl>
			</section>
			<LetterAttempts letter={letter} />
			<Content letter={letter} />
			<section className={classes.part}>
				<h3>
					Headers <span className="t3 xs">{headers.length}</span>
				</h3>
				<dl className={classes.headers}>
					{headers.map(([name, value]) => (
						<div key={name}>
							<dt className="mono t2 ell">{name}</dt>
							<dd className="mono ell" title={value}>
								{value}
							</dd>
						</div>
					))}
				</dl>
			</section>
		</>
	);
}

const VIEWS = [
	{ value: "decoded", label: "Decoded" },
	{ value: "hex", label: "Hex" },
	{ value: "stack", label: "Stack" },
	{ value: "history", label: "History" },
] as const;

function Content({ letter }: { letter: DeadLetterDetails }) {
	const [view, setView] = useState<(typeof VIEWS)[number]["value"]>("decoded");
	return (
		<section className={classes.part}>
			<div className={classes.views}>
				<SegmentedControl
					size="xs"
					aria-label="View of the letter"
					data={VIEWS.filter(({ value }) => value !== "stack" || letter.stack !== null)}
					value={view}
					onChange={(chosen) => setView(VIEWS.find(({ value }) => value === chosen)?.value ?? "decoded")}
				/>
				<span className="grow" />
				<span className="t2 xs tn">
					{exactNumber(letter.size_bytes)} B{letter.cut !== null && ` of ${exactNumber(letter.cut)} B, truncated`}
				</span>
				<CopyId value={letter.value_text ?? letter.value_base64 ?? ""} what="value" />
			</div>
			{view === "history" ? (
				<History letter={letter} />
			) : view === "stack" ? (
				<pre className={`mono ${classes.stack}`}>{`${letter.error}\n${letter.stack ?? ""}`}</pre>
			) : letter.expired ? (
				<p className="t2 sm">The log no longer has this letter: it is older than the retention. It can be discarded but not redriven.</p>
			) : (
				<div className={classes.bytes}>
					<ValueView value={letter} mode={view} />
				</div>
			)}
		</section>
	);
}

function History({ letter }: { letter: DeadLetter }) {
	const failed = { at: letter.at, state: "WAITING" as const, by: letter.group, note: letter.error };
	return (
		<ol className={classes.history}>
			{[failed, ...letter.history].map((change) => (
				<li key={`${change.at} ${change.state}`}>
					<StateMark look={STATE_LOOK[change.state]} />
					<time className="t2 tn">{exactTimeOrDate(epochOf(change.at), daemonClock.now())}</time>
					<span className="t2">by {change.by}</span>
					{change.note !== null && <span className={`t2 ${classes.words}`}>{change.note}</span>}
				</li>
			))}
		</ol>
	);
}

function Actions({ letter, onAct }: { letter: DeadLetter; onAct: LetterPanelProps["onAct"] }) {
	return (
		<SidePanelFoot>
			<span className="grow" />
			{letter.state === "DISCARDED" ? (
				<ActButton
					leftSection={<IconArrowBackUp size={14} />}
					action="deadLetters.restore"
					unavailable={whyNot("restore", letter)}
					onClick={() => onAct("restore", letter)}
				>
					Restore…
				</ActButton>
			) : (
				<>
					<ActButton
						leftSection={<IconSend size={14} />}
						action="deadLetters.redrive"
						unavailable={whyNot("redrive", letter)}
						onClick={() => onAct("redrive", letter)}
					>
						Redrive…
					</ActButton>
					<ActButton
						c="var(--od-bad)"
						leftSection={<IconBan size={14} />}
						action="deadLetters.discard"
						unavailable={whyNot("discard", letter)}
						onClick={() => onAct("discard", letter)}
					>
						Discard…
					</ActButton>
				</>
			)}
		</SidePanelFoot>
	);
}
