/** Which notifications this operator wants; kept in this browser. */
import { useLocalStorage } from "@mantine/hooks";
import { useCallback } from "react";
import { z } from "zod";
import { useHost } from "../../host/host-context.tsx";

const settingsSchema = z.object({
	/** New alerts with a high score. */
	alerts: z.boolean(),
	/** Incidents of consumer groups. */
	lag: z.boolean(),
	/** A high out-of-stock rate. */
	stock: z.boolean(),
	/** Desktop notifications, while this window is not in front. A browser requires a permission first. */
	system: z.boolean(),
});
export type NoticeSettings = z.infer<typeof settingsSchema>;
export type NoticeKind = "alerts" | "lag" | "stock";

/** The settings as they were kept; `defaults` where there are none, or none that are understood. */
export function readSettings(text: string | undefined, defaults: NoticeSettings): NoticeSettings {
	if (text === undefined) return defaults;
	try {
		const kept = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
		return settingsSchema.parse({ ...defaults, ...kept });
	} catch {
		// Whatever stands there was not written by this console.
		return defaults;
	}
}

export function useNoticeSettings(): readonly [NoticeSettings, (change: Partial<NoticeSettings>) => void] {
	const defaults = { alerts: true, lag: true, stock: true, system: useHost().kind === "electron" };
	const [settings, setSettings] = useLocalStorage<NoticeSettings>({
		key: "orderdeck.notices",
		defaultValue: defaults,
		getInitialValueInEffect: false,
		deserialize: (text) => readSettings(text, defaults),
	});
	const change = useCallback((part: Partial<NoticeSettings>) => setSettings((known) => ({ ...known, ...part })), [setSettings]);
	return [settings, change];
}
