/** Notifies of new high-score alerts and of groups that became better or worse; keeps the badge. Shows nothing itself. */
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

/** At most one notice of alerts in so many ms: those between are combined. */
const ALERTS_MS = 15_000;

export function Notices() {
	useBadge();
	useNotifier();
	return null;
}

function useBadge(): void {
	const host = useHost();
	const open = useOpenAlerts() ?? 0;
	useEffect(() => {
		// A badge that cannot be set is no news for the operator: the rail shows the same.
		host.badge(open).catch(() => undefined);
	}, [host, open]);
}

function useNotifier(): void {
	const host = useHost();
	const router = useRouter();
	const { store } = useLiveContext();
	const [settings] = useNoticeSettings();
	const current = useRef({ host, router, settings });
	current.current = { host, router, settings };
	useEffect(() => {
		let alerts: FraudAlert[] = [];
		let words: LagWords | undefined;
		const alertNotices = createCoalescer(() => {
			// Muted since: alerts that waited for a notice are dropped.
			const notice = current.current.settings.alerts ? alertNotice(alerts) : undefined;
			alerts = [];
			// On the page the list, its count and the Overview show it already.
			if (notice !== undefined) void notifyBySystem(notice, current.current);
		}, ALERTS_MS);
		const stop = store.onFrame((frame) => {
			const high = current.current.settings.alerts && !frame.reset ? frame.alerts.filter(isHigh) : [];
			if (high.length > 0) {
				alerts = [...alerts, ...high].slice(-1_000);
				alertNotices.request();
			}
			if (frame.lag === undefined) return;
			const changed = lagChanges(words ?? new Map(), frame.lag);
			words = lagWordsOf(frame.lag);
			const notice = current.current.settings.lag ? lagNotice(changed) : undefined;
			if (notice !== undefined) void notifyAnywhere(notice, current.current);
		});
		return () => {
			stop();
			alertNotices.cancel();
		};
	}, [store]);
}

interface Notifier {
	readonly host: Host;
	readonly router: RegisteredRouter;
	readonly settings: NoticeSettings;
}

/** Only while the operator looks elsewhere. */
async function notifyBySystem({ title, body, tag, route }: Notice, { host, settings }: Notifier): Promise<"shown" | "unavailable"> {
	if (!settings.system || document.hasFocus()) return "unavailable";
	return host.notify({ title, body, tag, route }).catch(() => "unavailable" as const);
}

/** On the page where the system does not. */
async function notifyAnywhere(notice: Notice, notifier: Notifier): Promise<void> {
	if ((await notifyBySystem(notice, notifier)) === "shown") return;
	toastNotice(notice, (route) => notifier.router.history.push(route));
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
