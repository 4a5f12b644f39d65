/** Which notifications are shown, and how they are muted. */
import { ActionIcon, Popover, Stack, Switch } from "@mantine/core";
import { IconBell, IconBellOff } from "@tabler/icons-react";
import { useHost } from "../../host/host-context.tsx";
import { HIGH_SCORE } from "./notice-rules.ts";
import { useNoticeSettings } from "./notice-settings.ts";

export function NoticesMenu() {
	const host = useHost();
	const [settings, change] = useNoticeSettings();
	const muted = !settings.lag && !settings.stock && !(settings.alerts && settings.system);
	const changeSystem = async (on: boolean) => {
		change({ system: on });
		// The first one requests the browser's permission, which it grants on a click only.
		if (on) await host.notify({ title: "Notifications are on", body: "While its window is not in front.", tag: "try" });
	};
	return (
		<Popover position="bottom-end" trapFocus returnFocus width={264} transitionProps={{ duration: 100 }}>
			<Popover.Target>
				<ActionIcon aria-label={muted ? "Notifications, muted" : "Notifications"} title="Notifications" c="var(--od-text-2)">
					{muted ? <IconBellOff size={16} stroke={1.75} /> : <IconBell size={16} stroke={1.75} />}
				</ActionIcon>
			</Popover.Target>
			<Popover.Dropdown aria-label="Notifications">
				<Stack gap={12}>
					<Switch
						size="xs"
						label="Lag incidents"
						description="When a group falls behind, stalls, stops or recovers"
						checked={settings.lag}
						onChange={(event) => change({ lag: event.currentTarget.checked })}
						data-autofocus
					/>
					<Switch
						size="xs"
						label="Out-of-stock rate"
						description="When many orders are out of stock, and on recovery"
						checked={settings.stock}
						onChange={(event) => change({ stock: event.currentTarget.checked })}
					/>
					<Switch
						size="xs"
						label="Desktop notifications"
						description="While this window is not in front"
						checked={settings.system}
						onChange={(event) => void changeSystem(event.currentTarget.checked)}
					/>
					<Switch
						size="xs"
						label={`Alerts scoring ${HIGH_SCORE}+`}
						description="Desktop only, grouped every 15 s"
						checked={settings.alerts && settings.system}
						disabled={!settings.system}
						onChange={(event) => change({ alerts: event.currentTarget.checked })}
					/>
				</Stack>
			</Popover.Dropdown>
		</Popover>
	);
}
