/** An environment: a daemon that the console can look at, and how it is distinguished from the others. */
import { type EnvironmentKind, environmentKindSchema } from "@orderdeck/contracts/environment";
import { z } from "zod";

export const ENVIRONMENT_COLOURS = ["grey", "teal", "violet", "amber", "magenta"] as const;
export type EnvironmentColour = (typeof ENVIRONMENT_COLOURS)[number];

/** What each kind is marked with when nothing else is chosen. */
export const COLOUR_OF: Readonly<Record<EnvironmentKind, EnvironmentColour>> = { local: "grey", staging: "teal", production: "magenta" };

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether this URL's host is this machine. */
export function isLoopbackUrl(url: URL): boolean {
	return LOOPBACK.test(url.hostname);
}

/**
 * The origin that an environment's address means: `https:` only, `http:` on this machine. Credentials, a path, a query or a fragment are
 * refused: what is kept is an origin and nothing else.
 */
export const environmentUrlSchema = z
	.string()
	.trim()
	.max(300)
	.transform((text, context) => {
		const refuse = (message: string) => {
			context.addIssue(message);
			return z.NEVER;
		};
		if (!URL.canParse(text)) return refuse("An address such as https://orders.example.com");
		const url = new URL(text);
		if (url.protocol !== "https:" && url.protocol !== "http:") return refuse("The address must begin with https://");
		if (url.protocol === "http:" && !isLoopbackUrl(url)) return refuse("Only this machine can be reached without https://");
		if (url.username !== "" || url.password !== "") return refuse("The token is stored separately: leave it out of the address");
		if (url.pathname !== "/" || url.search !== "" || url.hash !== "") return refuse("The address ends after the host and the port");
		return url.origin;
	});

/** An environment as an operator enters it. */
export const environmentDraftSchema = z.strictObject({
	name: z.string().trim().min(1, "A name").max(40, "At most 40 characters"),
	url: environmentUrlSchema,
	kind: environmentKindSchema,
	colour: z.enum(ENVIRONMENT_COLOURS),
});
export type EnvironmentDraft = z.infer<typeof environmentDraftSchema>;

/** `id` never changes; it names the environment's secret and its window's storage. */
export const environmentSchema = environmentDraftSchema.extend({ id: z.string().regex(/^[a-z0-9-]{1,40}$/) });
export type Environment = z.infer<typeof environmentSchema>;

/** The environment that is always there: the daemon of this machine. It is neither changed nor removed. */
export const THIS_MACHINE: Environment = {
	id: "this-machine",
	name: "This machine",
	url: "http://127.0.0.1:4400",
	kind: "local",
	colour: "grey",
};
