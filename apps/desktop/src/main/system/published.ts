/** What the update server publishes, read through electron-updater. */
import updater from "electron-updater";

/** The newest version there; undefined where the app is not packaged, or was packaged without an update server. */
export async function publishedVersion(packaged: boolean): Promise<string | undefined> {
	if (!packaged) return undefined;
	const { autoUpdater } = updater;
	autoUpdater.autoDownload = false;
	autoUpdater.autoInstallOnAppQuit = false;
	autoUpdater.logger = null;
	const result = autoUpdater.isUpdaterActive() ? await autoUpdater.checkForUpdates() : null;
	return result?.updateInfo.version;
}
