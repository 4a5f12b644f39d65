/** Whether this console and the daemon that it shows have the same version. */
import compare from "semver/functions/compare.js";
import valid from "semver/functions/valid.js";
import { version } from "../../../package.json";

export const CONSOLE_VERSION: string = version;

/**
 * How they differ, since the console may not know what the daemon sends; undefined when they do not. A hosted page gets the daemon's own
 * version by a reload; an installed app (`reloads` false) keeps its own.
 */
export function versionWords(daemon: string, reloads: boolean, own: string = CONSOLE_VERSION): string | undefined {
	if (daemon === own) return undefined;
	const here = reloads ? "this page" : "this app";
	const order = valid(daemon) === null ? 0 : compare(daemon, own);
	const which = order === 0 ? `not the version of ${here}` : `${order > 0 ? "newer" : "older"} than ${here}`;
	const what = "Unknown values are shown as received, or not at all.";
	return `The daemon is v${daemon}, ${which} (v${own}). ${what}`;
}
