/** What the update server publishes, read through electron-updater. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import updater from "electron-updater";

/** The newest version there; undefined where the app is not packaged, or was packaged without an update server. */
export async function publishedVersion(packaged: boolean, resources: string): Promise<string | undefined> {
	// electron-builder writes it where an update server is configured.
	if (!packaged || !existsSync(join(resources, "app-update.yml"))) return undefined;
	const { autoUpdater } = updater;
	autoUpdater.autoDownload = false;
	autoUpdater.autoInstallOnAppQuit = false;
	autoUpdater.logger = null;
	const result = await autoUpdater.checkForUpdates();
	if (result === null) throw new Error("The update server could not be reached.");
	return result.updateInfo.version;
}
