import { app, type BrowserWindow, nativeImage } from "electron";
import { iconPath } from "../paths.ts";

/** Sets an environment's count: its window's mark on Windows, and the sum of all environments on the dock or the launcher. */
export function createBadge(windowOf: (id: string) => BrowserWindow | undefined): (id: string, count: number) => void {
	const counts = new Map<string, number>();
	return (id, count) => {
		counts.set(id, count);
		app.setBadgeCount([...counts.values()].reduce((sum, each) => sum + each, 0));
		// Windows shows no number on its taskbar: a dot with a description takes its place.
		if (process.platform !== "win32") return;
		windowOf(id)?.setOverlayIcon(count === 0 ? null : nativeImage.createFromPath(iconPath("badge.png")), `${count} to look at`);
	};
}
