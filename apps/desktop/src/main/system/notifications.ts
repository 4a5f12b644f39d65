/** Native notifications: a later one with the same tag takes the place of the earlier. */
import type { Notification, NotificationConstructorOptions } from "electron";
import type { HostNotification } from "../../shared/host.ts";

export interface NotificationsParts {
	supported(): boolean;
	create(options: NotificationConstructorOptions): Pick<Notification, "show" | "close" | "on">;
}

export type Notify = (notification: HostNotification, clicked: () => void) => "shown" | "unavailable";

/** As many are kept to be replaced. */
const KEPT = 50;

export function createNotify({ supported, create }: NotificationsParts): Notify {
	const shown = new Map<string, Pick<Notification, "close">>();
	return ({ title, body, tag }, clicked) => {
		if (!supported()) return "unavailable";
		shown.get(tag)?.close();
		shown.delete(tag);
		const notification = create({ title, body });
		notification.on("click", clicked);
		notification.show();
		shown.set(tag, notification);
		const oldest = shown.keys().next().value;
		if (shown.size > KEPT && oldest !== undefined) shown.delete(oldest);
		return "shown";
	};
}
