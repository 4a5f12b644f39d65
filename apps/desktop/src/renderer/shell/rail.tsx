/** The screens, with their live counts. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconKeyboard, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconWifiOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import { age } from "../format/duration.ts";
import { type Connection, isStale } from "../live/connection.ts";
import { useConnectionAt, useLive } from "../live/live-context.tsx";
import { Count } from "../ui/count.tsx";
import { LagIcon } from "../ui/lag-mark.tsx";
import { byWorst, statusWord, toneClass } from "../ui/lag-status.ts";
import { worstOfServices } from "../ui/service-state.ts";
import type { StateLook } from "../ui/state-mark.tsx";
import { outOfStockWords, productFacts, worstOfStock } from "../ui/stock-state.ts";
import { Brand } from "./brand.tsx";
import { openOverlay } from "./commands/overlays.ts";
import { SCREENS, type Screen, type ScreenPath } from "./commands/screens.ts";
import classes from "./rail.module.css";
import { useSession } from "./session.tsx";
import { useLetterSummary } from "./use-dead-letters.ts";
import { useOpenAlerts } from "./use-open-alerts.ts";

interface RailProps {
	readonly small: boolean;
	/** Undefined where the window leaves no choice. */
	readonly onResize: ((small: boolean) => void) | undefined;
}

export function Rail({ small, onResize }: RailProps) {
	return (
		<nav className={`${classes.rail} ${small ? classes.small : ""}`} aria-label="Screens">
			<Link to="/" aria-label="Orderdeck, Overview">
				<Brand small={small} />
			</Link>
			<div className={classes.nav}>
				{PARTS.map((part) => (
					<Part key={part} part={part} small={small} />
				))}
			</div>
			<div className={`${classes.foot} xs t3`}>
				{!small && <About />}
				<div>
					<Shortcuts small={small} />
					{onResize !== undefined && <Resize small={small} onResize={onResize} />}
				</div>
			</div>
		</nav>
	);
}

function About() {
	const { version } = useSession();
	return (
		<div>
			<span title="Every time on these screens is in Coordinated Universal Time">All times UTC</span>
			<span>v{version}</span>
		</div>
	);
}

function Shortcuts({ small }: { small: boolean }) {
	return (
		<WhereSmall small={small} label="Shortcuts. All times UTC">
			<button type="button" className={classes.shortcuts} aria-label="Shortcuts" onClick={() => openOverlay("help")}>
				{small ? (
					<kbd>?</kbd>
				) : (
					<>
						<IconKeyboard size={16} stroke={1.75} aria-hidden /> Shortcuts
					</>
				)}
			</button>
		</WhereSmall>
	);
}

/** Names what a collapsed rail shows by its icon alone. Elsewhere there is no tooltip, not one that is off: each takes time to render. */
function WhereSmall({ small, label, children }: { small: boolean; label: string; children: ReactElement }) {
	if (!small) return children;
	return (
		<Tooltip label={label} position="right">
			{children}
		</Tooltip>
	);
}

function Resize({ small, onResize }: { small: boolean; onResize: (small: boolean) => void }) {
	const words = small ? "Expand sidebar" : "Collapse sidebar";
	return (
		<Tooltip label={words} position="right">
			<ActionIcon size={24} onClick={() => onResize(!small)} aria-label={words}>
				{small ? <IconLayoutSidebarLeftExpand size={16} stroke={1.75} /> : <IconLayoutSidebarLeftCollapse size={16} stroke={1.75} />}
			</ActionIcon>
		</Tooltip>
	);
}

const PARTS = ["Watch", "Repair", "Run"] as const;

function Part({ part, small }: { part: Screen["part"]; small: boolean }) {
	return (
		<>
			<h2>{small ? <span className="sr">{part}</span> : part}</h2>
			{SCREENS.filter((screen) => screen.part === part).map((screen) => (
				<Item key={screen.to} screen={screen} small={small} count={countOf(screen.to, small)} />
			))}
		</>
	);
}

function countOf(screen: ScreenPath, small: boolean): ReactNode {
	if (screen === "/alerts") return <OpenAlerts />;
	if (screen === "/dead-letters") return <WaitingLetters />;
	if (screen === "/lag") return <WorstLag small={small} />;
	if (screen === "/inventory") return <WorstStock small={small} />;
	if (screen === "/services") return <WorstServices small={small} />;
	return null;
}

/** Where a screen's count is not the length of the list it opens with: the list that it is the length of. */
const COUNTED: Partial<Record<ScreenPath, { readonly tab: "open" }>> = { "/alerts": { tab: "open" } };

function Item({ screen, small, count }: { screen: Screen; small: boolean; count: ReactNode }) {
	return (
		<WhereSmall small={small} label={screen.label}>
			<Link to={screen.to} search={COUNTED[screen.to] ?? {}} className={classes.link} activeOptions={{ exact: true, includeSearch: false }}>
				<screen.icon size={16} stroke={1.75} aria-hidden />
				<span className={small ? "sr" : classes.label}>{screen.label}</span>
				{count}
			</Link>
		</WhereSmall>
	);
}

function staleAge(connection: Connection, now: number): string | undefined {
	return isStale(connection, now) ? age(now, connection.lastFrameAt ?? connection.lostSince) : undefined;
}

/** How old all that is shown here is, once it is stale; undefined before. */
function useStale(): string | undefined {
	return useConnectionAt(staleAge);
}

function StaleIcon() {
	return (
		<>
			<IconWifiOff size={12} aria-hidden />
			<span className="sr">stale: </span>
		</>
	);
}

function OpenAlerts() {
	const open = useOpenAlerts();
	return open === undefined ? null : <NumberCount value={open} words="open" />;
}

/** Nothing where none waits. */
function WaitingLetters() {
	const waiting = useLetterSummary().data?.states.WAITING;
	return waiting === undefined || waiting === 0 ? null : <NumberCount value={waiting} words="waiting" />;
}

function NumberCount({ value, words }: { value: number; words: string }) {
	const stale = useStale();
	return (
		<span
			className={`${classes.count} ${stale === undefined ? "t2" : "t3"}`}
			title={stale === undefined ? undefined : `${stale} ago`}
			data-number
		>
			{stale !== undefined && <StaleIcon />}
			<Count value={value} compact />
			<span className="sr"> {words}</span>
		</span>
	);
}

function WorstLag({ small }: { small: boolean }) {
	const lag = useLive((state) => state.lag);
	const stale = useStale();
	const worst = lag?.toSorted(byWorst)[0];
	if (worst === undefined) return null;
	const word = statusWord(worst.status);
	const title = stale === undefined ? `Worst group: ${worst.group}` : `Worst group ${stale} ago: ${worst.group}`;
	return (
		<span className={`${classes.count} ${stale !== undefined ? "t3" : word === "OK" ? "t2" : toneClass(word)}`} title={title}>
			{stale === undefined ? <LagIcon word={word} size={12} /> : <StaleIcon />}
			<span className={small ? "sr" : undefined}>{word}</span>
		</span>
	);
}

/** Nothing where all is OK. */
function WorstStock({ small }: { small: boolean }) {
	const stock = useLive((state) => state.stock);
	const look = stock === undefined ? undefined : worstOfStock(stock);
	if (stock === undefined || look === undefined) return null;
	const facts = [outOfStockWords(stock) ?? "no order checked", ...productFacts(stock)];
	return <StateCount look={look} title={`Out of stock: ${facts.join(", ")}`} small={small} />;
}

function WorstServices({ small }: { small: boolean }) {
	const services = useLive((state) => state.services);
	const look = services === undefined ? undefined : worstOfServices(services);
	return look === undefined ? null : <StateCount look={look} title={`Services: ${look.word}`} small={small} />;
}

/** The worst state of a screen and how often it is there. A collapsed rail has its icon alone. */
function StateCount({ look, title, small }: { look: StateLook; title: string; small: boolean }) {
	const stale = useStale();
	const Icon = look.icon;
	const tone = stale !== undefined ? "t3" : look.tone === "ok" ? "t2" : look.tone;
	return (
		<span className={`${classes.count} ${tone}`} title={stale === undefined ? title : `${title}, ${stale} ago`}>
			{stale === undefined ? <Icon size={12} stroke={2} aria-hidden className={look.tone} /> : <StaleIcon />}
			<span className={small ? "sr" : undefined}>{look.word}</span>
		</span>
	);
}
