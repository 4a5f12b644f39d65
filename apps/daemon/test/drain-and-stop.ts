/** Lets a daemon complete what an interrupted one has left, and stops it. */
import { inventorySchema } from "@orderdeck/contracts/inventory/requests";
import { lagSchema } from "@orderdeck/contracts/lag/requests";
import { GROUPS } from "@orderdeck/contracts/topics";
import { type Daemon, startDaemon, until } from "./daemon.ts";

const OURS: ReadonlySet<string> = new Set(Object.values(GROUPS));
/** Lag is sampled each second: a sample this much later has been started after the moment in question. */
const SAMPLED_MS = 1_500;

/** Waits until no order, delivery or record is pending, then sends SIGTERM; resolves with the exit code. */
export async function drainAndStop(env: Readonly<Record<string, string>>): Promise<number | null> {
	await using daemon = await startDaemon(env);
	let idleSince: number | undefined;
	await until(
		"the pipeline has drained",
		async () => {
			if (await isBusy(daemon)) {
				idleSince = undefined;
				return false;
			}
			idleSince ??= Date.now();
			// The records of the last role to work must have been read by the others.
			return (await sampledAt(daemon)) > idleSince + SAMPLED_MS;
		},
		600_000,
	);
	// Awaited here: leaving the scope kills the daemon.
	return await daemon.end("SIGTERM");
}

/** Whether orders are open, deliveries are due, or a group has lag. */
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
