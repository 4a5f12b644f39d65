import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { problemOf } from "../api/problem.ts";

/** Shows that something was done. */
export function toastDone(title: string, message: string): void {
	notifications.show({ title, message, icon: <IconCircleCheck size={18} className="ok" />, color: "transparent", withBorder: true });
}

/** Shows that something was not done, and why. */
export function toastRefused(title: string, message: string): void {
	notifications.show({ title, message, icon: <IconAlertTriangle size={18} className="warn" />, color: "transparent", withBorder: true });
}

/** A change that failed. Where no response came it may have taken effect: then the toast does not state that it did not. */
export function toastFailed(title: string, error: unknown): void {
	const { code, message } = problemOf(error);
	if (code !== "UNREACHABLE") toastRefused(title, message);
	else toastRefused("No confirmation from the daemon", `${message} The change may have taken effect. It is safe to try again.`);
}
