/** The frame around every screen. */
import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { type Query, useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useRouter } from "@tanstack/react-router";
import { type CSSProperties, type ReactNode, useEffect, useRef } from "react";
import { useTRPC } from "../api/client.ts";
import { loadEveryChunkWhenIdle } from "../chunks/every-chunk.ts";
import { useHost } from "../host/host-context.tsx";
import { useConnectionAt, useIsStale, useLine, useLive, useLiveContext, useReconnections } from "../live/live-context.tsx";
import { focusList, useScreenFocus } from "../ui/list-focus.ts";
import { NextTask } from "../ui/next-task.tsx";
import { SessionBar } from "./access/session-bar.tsx";
import { useEnvironment } from "./environments/environment-context.tsx";
import { ProductionFrame } from "./environments/production-frame.tsx";
import { Toasts } from "./notices/toasts.tsx";
import { Rail } from "./rail.tsx";
import classes from "./shell.module.css";
import { StaleBar } from "./stale-bar.tsx";
import { TopBar } from "./top-bar.tsx";
import { VersionBar } from "./version-bar.tsx";

/** Here the rail is collapsed, whatever the user has chosen for a wider window. */
const NARROW_WINDOW = "(max-width: 1100px)";

export function Shell() {
	const [isChosenSmall, setSmall] = useLocalStorage({ key: "orderdeck.rail-small", defaultValue: false, getInitialValueInEffect: false });
	const isNarrow = useMediaQuery(NARROW_WINDOW, false, { getInitialValueInEffect: false });
	const small = isNarrow || isChosenSmall;
	const { kind } = useEnvironment();
	return (
		<div
			className={classes.app}
			data-production={kind === "production" || undefined}
			style={{ "--rail": small ? "var(--od-rail-min)" : "var(--od-rail)" } as CSSProperties}
		>
			<button type="button" className={classes.skip} onClick={() => focusList() || document.getElementById("page")?.focus()}>
				Skip to the screen
			</button>
			<Rail small={small} onResize={isNarrow ? undefined : setSmall} />
			<TopBar />
			<main className={classes.page} id="page" tabIndex={-1}>
				<SessionBar />
				<VersionBar />
				<NextTask>
					<Outlet />
				</NextTask>
			</main>
			<Toasts />
			<ProductionFrame />
			<Background />
		</div>
	);
}

/** What the shell does without showing it: a component of its own, so that the shell is not rendered with each step of the start. */
function Background() {
	useCatchUp();
	useLagSeed();
	useOpenRoutes();
	useEveryChunk();
	useStaleMark();
	return null;
}

/** A screen's title line, and beneath it how old the screen is while the daemon does not respond. */
export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
	useEffect(() => {
		document.title = `${title} · Orderdeck`;
	}, [title]);
	useScreenFocus();
	return (
		<>
			<div className={classes.head} data-head>
				<h1>{title}</h1>
				{children}
			</div>
			<StaleBar />
		</>
	);
}

/** After this many tries the session is requested again. */
const TRIES_BEFORE_DOUBT = 3;

const isNoList = ({ queryKey }: Query) => queryKey[0] !== "list";

/** After a lost connection, and when missed changes were not published, all that was read is read again; lists reread themselves. */
function useCatchUp(): void {
	const queryClient = useQueryClient();
	const trpc = useTRPC();
	const { tries } = useLine();
	const reconnections = useReconnections();
	const resets = useLive((live) => live.resets);
	const isPaused = useLiveContext().pausedAt !== undefined;
	const seen = useRef({ reconnections, resets });
	const wasPaused = useRef(false);
	useEffect(() => {
		// What is paused stays as it is: it is read again once it resumes.
		if (isPaused) {
			wasPaused.current = true;
			return;
		}
		const { current: before } = seen;
		const isBack = reconnections !== before.reconnections;
		seen.current = { reconnections, resets };
		if (!isBack && resets === before.resets) return;
		// The stream starts with a reset: what was read just before, and is read again at intervals or comes with the stream, is as new.
		if (!isBack && resets === 1 && !wasPaused.current)
			void queryClient.refetchQueries({ predicate: isNoList, stale: true, type: "active" });
		else void queryClient.invalidateQueries({ predicate: isNoList });
	}, [reconnections, resets, queryClient, isPaused]);
	// A stream that is refused again and again may be a token that is no longer accepted: the session shows it.
	const doubtful = tries >= TRIES_BEFORE_DOUBT;
	useEffect(() => {
		if (doubtful) void queryClient.invalidateQueries(trpc.session.queryFilter());
	}, [doubtful, queryClient, trpc]);
}

/** Whether the line is open and frames have come; never paused. */
function useIsLive(): boolean {
	const isOpen = useLine().state === "live";
	const hasFrames = useConnectionAt(({ lastFrameAt }) => lastFrameAt !== undefined);
	return isOpen && hasFrames;
}

/** Loads what has not been shown yet once the first frame has come, and goes on after each reconnection. */
function useEveryChunk(): void {
	const isLive = useIsLive();
	useEffect(() => {
		if (isLive) void loadEveryChunkWhenIdle();
	}, [isLive]);
}

/** Takes the color from everything on the page, dialogs included, while it is stale. */
function useStaleMark(): void {
	const isStale = useIsStale();
	useEffect(() => {
		document.documentElement.toggleAttribute("data-stale", isStale);
		return () => document.documentElement.removeAttribute("data-stale");
	}, [isStale]);
}

/** Goes where a deep link, a notification or the menu leads. */
function useOpenRoutes(): void {
	const host = useHost();
	const router = useRouter();
	useEffect(() => host.onOpen((route) => router.history.push(route)), [host, router]);
}

/** What the daemon remembers of the last five minutes stands before what is seen from here on. */
function useLagSeed(): void {
	const trpc = useTRPC();
	const { store } = useLiveContext();
	const isLive = useIsLive();
	const forever = { staleTime: Number.POSITIVE_INFINITY };
	// The longest response of the start, which nothing on the screen waits for.
	const history = useQuery({ ...trpc.lag.history.queryOptions(), ...forever, enabled: isLive }).data;
	const list = useQuery({ ...trpc.lag.list.queryOptions(), ...forever });
	useEffect(() => {
		if (history !== undefined) store.seedHistory(history);
	}, [history, store]);
	useEffect(() => {
		if (list.data !== undefined) store.seedLag(list.data.groups);
	}, [list.data, store]);
}
