/** Brings what an interrupted daemon has left to its end. */
import { GROUPS } from "@orderdeck/contracts/topics";
import { startDaemon, until } from "./daemon.ts";

const OURS: ReadonlySet<string> = new Set(Object.values(GROUPS));

/** Lets all that is under way come to its end, then stops the daemon in the orderly way; answers its exit code. */
export async function finish(env: Readonly<Record<string, string>>): Promise<number | null> {
	await using daemon = await startDaemon(env);
	await until(
		"every order has come to its end",
		async () => {
			const open = await fetch(`${daemon.url}/api/orders?limit=1&status=CREATED,CONFIRMED,PAID,PREPARED,SHIPPED`);
			const lag = await fetch(`${daemon.url}/api/lag`);
			const { orders } = (await open.json()) as { orders: unknown[] };
			const { groups } = (await lag.json()) as { groups: { group: string; lag: number | null }[] };
			// A cluster may have other groups too.
			const ours = groups.filter(({ group }) => OURS.has(group));
			return orders.length === 0 && ours.length === OURS.size && ours.every((group) => group.lag === 0);
		},
		300_000,
	);
	// Awaited here: leaving the scope kills a daemon that has not ended.
	return await daemon.end("SIGTERM");
}
