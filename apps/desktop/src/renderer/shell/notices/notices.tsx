/** Notifies of new high-score alerts, of the groups' incidents and of a high out-of-stock rate; keeps the badge. Shows nothing itself. */
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
import { lagNews, type PublishedIncidents } from "./lag-incidents.ts";
import type { News, Notice } from "./notice.ts";
import { alertNotice, isHigh } from "./notice-rules.ts";
import { type NoticeSettings, useNoticeSettings } from "./notice-settings.ts";
import { type PublishedStock, stockNews } from "./stock-news.ts";

/** At most one notice of alerts in so many ms: those between are combined. */
const ALERTS_MS = 15_000;
/** How long an incident stays on the page; the rail and the lag screen show it as long as it lasts. */
const INCIDENT_SHOWN_MS = 20_000;
const RECOVERED_SHOWN_MS = 6_000;

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
		let published: PublishedIncidents = new Map();
		let publishedStock: PublishedStock;
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
			if (frame.lag !== undefined) {
				const { news, published: after } = lagNews(published, frame.lag);
				published = after;
				if (current.current.settings.lag) for (const each of news) publish(each, current.current);
			}
			if (frame.stock !== undefined) {
				const { news, published: after } = stockNews(publishedStock, frame.stock);
				publishedStock = after;
				if (current.current.settings.stock && news !== undefined) publish(news, current.current);
			}
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

/** One toast and one notification per incident: the tag is that of its group, or of stock. */
function publish({ notice, how }: News, notifier: Notifier): void {
	if (how === "notify") void notifyBySystem(notice, notifier);
	toastNotice(notice, how, (route) => notifier.router.history.push(route));
}

const ICON = {
	ok: <IconCircleCheck size={18} className="ok" />,
	warn: <IconAlertTriangle size={18} className="warn" />,
	bad: <IconAlertOctagon size={18} className="bad" />,
};

function toastNotice({ title, body, tag, route, tone }: Notice, how: News["how"], open: (route: string) => void): void {
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
	const autoClose = tone === "ok" ? RECOVERED_SHOWN_MS : INCIDENT_SHOWN_MS;
	const look = { id: tag, title, message, icon: ICON[tone], color: "transparent", withBorder: true, autoClose };
	// In place where it is still shown; shown where it is not, unless it only became better.
	notifications.update(look);
	if (how !== "update") notifications.show(look);
}
