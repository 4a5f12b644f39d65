/** How every window's page is held. */
import type { Session, WebPreferences } from "electron";

export interface PageParts {
	readonly preload: string;
	readonly session: Session;
	/** Developer tools are for development: in a packaged app they would be a way around the bridge. */
	readonly devTools: boolean;
}

export function webPreferences({ preload, session, devTools }: PageParts): WebPreferences {
	return {
		preload,
		session,
		devTools,
		contextIsolation: true,
		sandbox: true,
		nodeIntegration: false,
		nodeIntegrationInWorker: false,
		nodeIntegrationInSubFrames: false,
		webSecurity: true,
		allowRunningInsecureContent: false,
		experimentalFeatures: false,
		webviewTag: false,
		navigateOnDragDrop: false,
		safeDialogs: true,
		spellcheck: false,
	};
}
