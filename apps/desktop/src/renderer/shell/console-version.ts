/** Whether this console and the daemon that it shows are of one version. */

import { version } from "../../../package.json";
import { isNewer } from "../../shared/version.ts";

export const CONSOLE_VERSION: string = version;

/**
 * What to say when they differ, since the one may not know what the other says; undefined when they do not. A hosted page gets the daemon's own
 * version by a reload; an installed app (`reloads` false) keeps its own.
 */
export function versionWords(daemon: string, reloads: boolean, own: string = CONSOLE_VERSION): string | undefined {
	if (daemon === own) return undefined;
	const here = reloads ? "this page" : "this app";
	const which = isNewer(daemon, own) ? `newer than ${here}` : isNewer(own, daemon) ? `older than ${here}` : `not the version of ${here}`;
	const what = "What it does not know is shown as it comes, or not at all.";
	return `The daemon is v${daemon}, ${which} (v${own}). ${what}`;
}
