/** From a link that another program follows to the route that it means. */

export const LINK_SCHEME = "orderdeck";
const ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** `orderdeck://orders/123` opens order 123; the screens open by their names. Undefined for what means nothing here. */
export function routeOfLink(link: string): string | undefined {
	if (link.length > 500 || !URL.canParse(link)) return undefined;
	const url = new URL(link);
	if (url.protocol !== `${LINK_SCHEME}:` || url.username !== "" || url.port !== "") return undefined;
	const [first, ...more] = url.pathname.split("/").filter((part) => part !== "");
	if (more.length > 0 || (first !== undefined && !ID.test(first))) return undefined;
	switch (url.host) {
		case "overview":
			return first === undefined ? "/" : undefined;
		case "orders":
			return first === undefined ? "/orders" : `/orders?order=${encodeURIComponent(first)}`;
		case "alerts":
			return first === undefined ? "/alerts" : `/alerts?order=${encodeURIComponent(first)}`;
		case "lag":
			return first === undefined ? "/lag" : `/lag?group=${encodeURIComponent(first)}`;
		default:
			return undefined;
	}
}

/** The link among the arguments that the system started the app with. */
export function linkOf(args: readonly string[]): string | undefined {
	return args.find((each) => each.startsWith(`${LINK_SCHEME}:`));
}
