/** The theme where the app has one for all its windows: it decides `prefers-color-scheme` here. */
import type { MantineColorSchemeManager } from "@mantine/core";
import type { HostTheme } from "../../shared/host.ts";

export function hostColorScheme(theme: HostTheme): MantineColorSchemeManager {
	const dark = window.matchMedia("(prefers-color-scheme: dark)");
	let follow = () => {};
	const unsubscribe = () => dark.removeEventListener("change", follow);
	return {
		get: () => "auto",
		set: (scheme) => void theme.set(scheme === "auto" ? "system" : scheme),
		subscribe(update) {
			follow = () => update(dark.matches ? "dark" : "light");
			dark.addEventListener("change", follow);
		},
		unsubscribe,
		clear: () => void theme.set("system"),
	};
}
