/** A framed part of a screen, and its message when it has nothing to show. */
import { Button } from "@mantine/core";
import { IconAlertOctagon, IconChevronRight, IconLock, IconPlugConnectedX, IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { problemOf } from "../api/problem.ts";
import classes from "./panel.module.css";

export function Panel(props: { title: string; note?: ReactNode; more?: ReactNode; className?: string | undefined; children: ReactNode }) {
	return (
		<section className={`${classes.panel} ${props.className ?? ""}`} aria-label={props.title}>
			<header className={classes.head}>
				<h2>{props.title}</h2>
				{props.note !== undefined && <span className="t3 xs ell">{props.note}</span>}
				{props.more}
			</header>
			{props.children}
		</section>
	);
}

/** The words of a panel's link to the list behind it; wrap it in a Link with `moreClass`. */
export function More(props: { children: ReactNode }) {
	return (
		<>
			{props.children}
			<IconChevronRight size={14} aria-hidden className="t3" />
		</>
	);
}
export const moreClass = classes.more;

export function Message(props: { icon: ReactNode; title: string; children: ReactNode; action?: ReactNode; code?: string | undefined }) {
	return (
		<div className={classes.message} role="status" aria-label={props.title}>
			<span className="icon t3">{props.icon}</span>
			<strong>{props.title}</strong>
			<p>{props.children}</p>
			{props.action !== undefined && <div className={classes.actions}>{props.action}</div>}
			{props.code !== undefined && <p className={`mono ${classes.code}`}>{props.code}</p>}
		</div>
	);
}

/** What went wrong, whether it may pass, and a retry. A refusal for lack of a role is shown as such, and so is a daemon without a response. */
export function ErrorMessage(props: { what: string; error: unknown; onRetry: () => void }) {
	const problem = problemOf(props.error);
	if (problem.code === "FORBIDDEN") {
		return (
			<Message icon={<IconLock size={20} />} title="Your role cannot see this">
				{problem.message}
			</Message>
		);
	}
	const retry = (
		<Button leftSection={<IconRefresh size={14} />} onClick={props.onRetry}>
			Try again
		</Button>
	);
	if (problem.code === "UNREACHABLE") {
		return (
			<Message icon={<IconPlugConnectedX size={20} />} title="Daemon unreachable" action={retry} code={problem.code}>
				{props.what} could not be loaded. The console retries as soon as the daemon responds.
			</Message>
		);
	}
	return (
		<Message
			icon={<IconAlertOctagon size={20} className="bad" />}
			title={`${props.what} could not be loaded`}
			action={retry}
			code={problem.code}
		>
			{problem.message}
		</Message>
	);
}
