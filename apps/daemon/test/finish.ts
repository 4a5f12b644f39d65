/** Brings what an interrupted daemon has left to its end. */
import { startDaemon, until } from "./daemon.ts";

/** Lets all that is under way come to its end, then stops the daemon in the orderly way; answers its exit code. */
export async function finish(env: Readonly<Record<string, string>>): Promise<number | null> {
	await using daemon = await startDaemon(env);
	await until(
		"every order has come to its end",
		async () => {
			const open = await fetch(`${daemon.url}/api/orders?limit=1&status=CREATED,CONFIRMED,PAID,PREPARED,SHIPPED`);
			const lag = await fetch(`${daemon.url}/api/lag`);
			const { orders } = (await open.json()) as { orders: unknown[] };
			const { groups } = (await lag.json()) as { groups: { lag: number | null }[] };
			return orders.length === 0 && groups.length === 5 && groups.every((group) => group.lag === 0);
		},
		180_000,
	);
	// Awaited here: leaving the scope kills a daemon that has not ended.
	return await daemon.end("SIGTERM");
}
