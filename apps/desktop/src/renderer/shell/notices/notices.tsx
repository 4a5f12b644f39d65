/** Tells of new high-score alerts and of groups that became better or worse; keeps the badge. Shows nothing itself. */
import { notifications } from "@mantine/notifications";
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { type RegisteredRouter, useRouter } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Host } from "../../../shared/host.ts";
import { useHost } from "../../host/host-context.tsx";
import { createCoalescer } from "../../live/coalesce.ts";
import { useLiveContext } from "../../live/live-context.tsx";
import { useOpenAlerts } from "../use-open-alerts.ts";
import { alertNotice, isHigh, type LagWords, lagChanges, lagNotice, lagWordsOf, type Notice } from "./notice-rules.ts";
import { type NoticeSettings, useNoticeSettings } from "./notice-settings.ts";

/** At most one notice of alerts each so many ms: those between are told of together. */
const ALERTS_MS = 15_000;

export function Notices() {
	useBadge();
	useNoticeTeller();
	return null;
}

function useBadge(): void {
	const host = useHost();
	const open = useOpenAlerts() ?? 0;
	useEffect(() => {
		// A badge that cannot be set is no news for the operator: the rail says the same.
		host.badge(open).catch(() => undefined);
	}, [host, open]);
}

function useNoticeTeller(): void {
	const host = useHost();
	const router = useRouter();
	const { store } = useLiveContext();
	const [settings] = useNoticeSettings();
	const current = useRef({ host, router, settings });
	current.current = { host, router, settings };
	useEffect(() => {
		let alerts: FraudAlert[] = [];
		let words: LagWords | undefined;
		const alertTeller = createCoalescer(() => {
			// Muted since: what had been waiting to be told is not news any more.
			const notice = current.current.settings.alerts ? alertNotice(alerts) : undefined;
			alerts = [];
			// On the page the list, its count and the Overview say it already.
			if (notice !== undefined) void tellBySystem(notice, current.current);
		}, ALERTS_MS);
		const stop = store.onFrame((frame) => {
			const high = current.current.settings.alerts && !frame.reset ? frame.alerts.filter(isHigh) : [];
			if (high.length > 0) {
				alerts = [...alerts, ...high].slice(-1_000);
				alertTeller.request();
			}
			if (frame.lag === undefined) return;
			const changed = lagChanges(words ?? new Map(), frame.lag);
			words = lagWordsOf(frame.lag);
			const notice = current.current.settings.lag ? lagNotice(changed) : undefined;
			if (notice !== undefined) void tellAnyhow(notice, current.current);
		});
		return () => {
			stop();
			alertTeller.cancel();
		};
	}, [store]);
}

interface Teller {
	readonly host: Host;
	readonly router: RegisteredRouter;
	readonly settings: NoticeSettings;
}

/** Only while the operator looks elsewhere. */
async function tellBySystem({ title, body, tag, route }: Notice, { host, settings }: Teller): Promise<"shown" | "unavailable"> {
	if (!settings.system || document.hasFocus()) return "unavailable";
	return host.notify({ title, body, tag, route }).catch(() => "unavailable" as const);
}

/** On the page where the system does not. */
async function tellAnyhow(notice: Notice, teller: Teller): Promise<void> {
	if ((await tellBySystem(notice, teller)) === "shown") return;
	toastNotice(notice, (route) => teller.router.history.push(route));
}

const ICON = {
	ok: <IconCircleCheck size={18} className="ok" />,
	warn: <IconAlertTriangle size={18} className="warn" />,
	bad: <IconAlertOctagon size={18} className="bad" />,
};

function toastNotice({ title, body, tag, route, tone }: Notice, open: (route: string) => void): void {
	const message = (
		<span className="row">
			<span>{body}</span>
			<span className="grow" />
			<button
				type="button"
				className="link"
				onClick={() => {
					notifications.hide(tag);
					open(route);
				}}
			>
				Open
			</button>
		</span>
	);
	const look = { id: tag, title, message, icon: ICON[tone], color: "transparent", withBorder: true };
	// The newer one takes the place of one that still stands, and its time.
	notifications.hide(tag);
	notifications.show(look);
}
