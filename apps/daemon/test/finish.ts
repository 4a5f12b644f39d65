/** Brings what an interrupted daemon has left to its end. */
import { inventorySchema } from "@orderdeck/contracts/inventory/requests";
import { lagSchema } from "@orderdeck/contracts/lag/requests";
import { GROUPS } from "@orderdeck/contracts/topics";
import { type Daemon, startDaemon, until } from "./daemon.ts";

const OURS: ReadonlySet<string> = new Set(Object.values(GROUPS));
/** A sample of lag that is as much younger was begun later: one is taken each second. */
const SAMPLED_MS = 1_500;

/** Lets all that is under way come to its end, then stops the daemon in the orderly way; answers its exit code. */
export async function finish(env: Readonly<Record<string, string>>): Promise<number | null> {
	await using daemon = await startDaemon(env);
	let still: number | undefined;
	const hasEnded = async () => {
		if (await isBusy(daemon)) {
			still = undefined;
			return false;
		}
		still ??= Date.now();
		// What the last to work has written must have been read by the others.
		return (await sampledAt(daemon)) > still + SAMPLED_MS;
	};
	await until("every order has come to its end", hasEnded, 300_000);
	// Awaited here: leaving the scope kills a daemon that has not ended.
	return await daemon.end("SIGTERM");
}

/** Whether orders are open, deliveries are due, or a group has records before it. */
async function isBusy({ url }: Daemon): Promise<boolean> {
	const open = await fetch(`${url}/api/orders?limit=1&status=CREATED,CONFIRMED,PAID,PREPARED,SHIPPED`);
	const { orders } = (await open.json()) as { orders: unknown[] };
	const { products } = inventorySchema.parse(await (await fetch(`${url}/api/inventory`)).json());
	if (orders.length > 0 || products.some(({ restock_due_at }) => restock_due_at !== null)) return true;
	const groups = await ourGroups({ url });
	return groups.length < OURS.size || groups.some(({ lag }) => lag !== 0);
}

async function sampledAt(daemon: Daemon): Promise<number> {
	return Math.min(...(await ourGroups(daemon)).map(({ sampled_at }) => Date.parse(sampled_at)));
}

/** A cluster may have other groups too. */
async function ourGroups({ url }: Pick<Daemon, "url">) {
	const { groups } = lagSchema.parse(await (await fetch(`${url}/api/lag`)).json());
	return groups.filter(({ group }) => OURS.has(group));
}
