/** What operators of this process do about alerts reaches its live readers at once. */
import type { Execute } from "@orderdeck/contracts/commands";
import { alertCommands } from "@orderdeck/contracts/fraud/requests";
import type { Hub } from "../live/hub.ts";

/** Executes commands; after one on alerts, whatever its result, the hub looks for alerts that have changed. */
export function publishingAlerts(execute: Execute, hub: Pick<Hub, "alertsChanged">): Execute {
	return async (name, input, request) => {
		try {
			return await execute(name, input, request);
		} finally {
			if (Object.hasOwn(alertCommands, name)) hub.alertsChanged();
		}
	};
}
