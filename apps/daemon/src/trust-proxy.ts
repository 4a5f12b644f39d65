/** Which proxies are trusted to name the client (`X-Forwarded-For`). */
import { isIP } from "node:net";
import { z } from "zod";

/** Networks by name, as Fastify knows them; `uniquelocal`: 10/8, 172.16/12, 192.168/16, fc00::/7. */
const NETWORKS: ReadonlySet<string> = new Set(["loopback", "linklocal", "uniquelocal"]);
const NEEDS =
	"a comma list of the proxies' addresses or networks, such as 10.0.0.0/16, loopback or uniquelocal; a number of hops is not accepted";

/** By address and not by a number of hops: a client that reaches the daemon without the proxies could write as many hops as are counted. */
export const trustProxySchema = z.string().transform((text, context): readonly string[] => {
	const networks = text.split(",").map((entry) => entry.trim());
	if (networks.every(isNetwork)) return networks;
	context.addIssue(NEEDS);
	return z.NEVER;
});

function isNetwork(text: string): boolean {
	if (NETWORKS.has(text)) return true;
	const [address = "", prefix, ...rest] = text.split("/");
	const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
	if (bits === 0 || rest.length > 0) return false;
	return prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits);
}
