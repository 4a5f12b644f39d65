import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";

/** Shows that something was done. */
export function toastDone(title: string, message: string): void {
	notifications.show({ title, message, icon: <IconCircleCheck size={18} className="ok" />, color: "transparent", withBorder: true });
}

/** Shows that something was not done, and why. */
export function toastRefused(title: string, message: string): void {
	notifications.show({ title, message, icon: <IconAlertTriangle size={18} className="warn" />, color: "transparent", withBorder: true });
}
