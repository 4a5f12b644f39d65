/** Looks for Electron once, before there is any worker; workers read what was found from their environment. */
import { findElectron, publishElectron } from "./electron-desktop.ts";

export default async function globalSetup(): Promise<void> {
	publishElectron(await findElectron());
}
