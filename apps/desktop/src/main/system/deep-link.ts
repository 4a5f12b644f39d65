/** From a link that another program follows to the route that it means. */
import { idTextSchema } from "@orderdeck/contracts/events";

export const LINK_SCHEME = "orderdeck";

/** The scheme in upper or lower case, the name of a screen, and perhaps what to open there. Not by `URL`, which drops ids such as "..". */
const LINK = new RegExp(`^${LINK_SCHEME}://([a-z]+)(?:/([^/?#\\s]*))?/?$`, "i");
const LONGEST = 2_000;

/** Where each screen is, and the parameter that opens one thing on it. */
const SCREENS: ReadonlyMap<string, { readonly path: string; readonly opens?: string }> = new Map([
	["overview", { path: "/" }],
	["orders", { path: "/orders", opens: "order" }],
	["alerts", { path: "/alerts", opens: "order" }],
	["lag", { path: "/lag", opens: "group" }],
	["events", { path: "/events", opens: "of" }],
	["letters", { path: "/dead-letters", opens: "letter" }],
	["replay", { path: "/replay" }],
	["inventory", { path: "/inventory" }],
	["rules", { path: "/rules", opens: "rule" }],
	["services", { path: "/services" }],
]);

/** `orderdeck://orders/123` opens order 123, its id percent-encoded; the screens open by their names. Undefined for what means nothing here. */
export function routeOfLink(link: string): string | undefined {
	const [, name = "", encoded = ""] = (link.length <= LONGEST && LINK.exec(link)) || [];
	const screen = SCREENS.get(name.toLowerCase());
	if (screen === undefined || encoded === "") return screen?.path;
	const id = idTextSchema.safeParse(decoded(encoded));
	return screen.opens === undefined || !id.success ? undefined : `${screen.path}?${screen.opens}=${encodeURIComponent(id.data)}`;
}

function decoded(text: string): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}

/** The link among the arguments that the system started the app with. */
export function linkOf(args: readonly string[]): string | undefined {
	return args.find((each) => each.toLowerCase().startsWith(`${LINK_SCHEME}:`));
}
