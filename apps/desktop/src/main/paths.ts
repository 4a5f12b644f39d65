/** Where the app's own files are: beside the built main process, and in the package. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const built = fileURLToPath(new URL("../", import.meta.url));

export const PRELOAD = join(built, "preload/index.cjs");
export const PAGES = join(built, "renderer");
/** From the built app to the daemon's sources, in the repository. */
export const DAEMON_SOURCES = join(built, "../../daemon");

export function iconPath(name: string): string {
	return join(built, "../build/icons", name);
}

/** The daemon's bundle in the package. */
export function daemonBundle(resources: string): string {
	return join(resources, "daemon/main.js");
}
