/** What kind of environment a daemon is, and how this is passed to the page that it serves. */
import { z } from "zod";

export const ENVIRONMENT_KINDS = ["local", "staging", "production"] as const;
export type EnvironmentKind = (typeof ENVIRONMENT_KINDS)[number];
export const environmentKindSchema = z.enum(ENVIRONMENT_KINDS, `one of ${ENVIRONMENT_KINDS.join(", ")}`);

/** A name that a daemon gives itself: short enough to be typed, plain enough to stand in a page as it is. */
export const environmentNameSchema = z
	.string()
	.regex(/^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,38}[A-Za-z0-9])?$/, "a name: 1 to 40 of A-Z a-z 0-9 . _ - and spaces within");

/** The `<meta>` elements of the served page that hold the two; each is missing where the daemon is not configured with it. */
export const ENVIRONMENT_META = { kind: "orderdeck-environment-kind", name: "orderdeck-environment-name" } as const;
