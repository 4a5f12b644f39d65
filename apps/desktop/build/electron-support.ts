/** How long Electron's majors are supported: the newest three are, and a new one comes every eight weeks. */

/** The day that the major ends, by its release and that calendar. A major that is not here has not been looked at. */
const SUPPORTED_UNTIL: Readonly<Record<number, string>> = {
	// 45.0.0 came on 2026-10-21; 48.0.0 is due 24 weeks later.
	45: "2027-04-07",
};

/** Why this Electron must not be shipped on that day; undefined when it may. */
export function unsupported(version: string, day: Date): string | undefined {
	const major = Number(version.split(".")[0]);
	const until = SUPPORTED_UNTIL[major];
	if (until === undefined) return `Electron ${version}: nobody has written down how long its major is supported`;
	return day < new Date(until) ? undefined : `Electron ${version} has been without support since ${until}: take a newer major`;
}
