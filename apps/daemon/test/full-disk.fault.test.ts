/** A disk that becomes full under load: no response contradicts what was committed. A limit on the size of files stands for the disk. */
import { orderViewSchema } from "@orderdeck/contracts/orders/entities";
import { expect, it } from "vitest";
import { startDaemon, temporaryDir, until } from "./daemon.ts";
import { apiOf, audit, get, HOUR, ONE_STAND, postJson, problemSchema, quiet, read } from "./rest.fixture.ts";

const ENV = { ...quiet, SHIP_DISPATCH_MS: HOUR, SHIP_DELIVER_MS: HOUR };
/** A few megabytes: the shells' blocks have 512 or 1024 bytes. A write beyond it fails; without the trap it would end the process. */
const SMALL_DISK = "trap '' XFSZ; ulimit -S -f 6000;";

it("requests that fail are 503 and leave nothing, those that succeed are kept, and readiness follows", async () => {
	await using dir = await temporaryDir();
	const created = new Map<string, number>();
	const refused: string[] = [];
	await using full = await startDaemon({ ...ENV, DATA_DIR: dir.path }, SMALL_DISK);
	const api = apiOf(full);
	const createOne = async (n: number) => {
		const email = `buyer-${n}@example.com`;
		const response = await api("/api/orders", postJson({ ...ONE_STAND, customerEmail: email }, { "idempotency-key": `key-${n}` }));
		if (response.status === 201) created.set(email, Number(orderViewSchema.parse(response.body).order_id));
		else {
			expect(read(problemSchema, response, 503).code).toBe("UNAVAILABLE");
			refused.push(email);
		}
	};
	for (let n = 0; refused.length < 20; n += 5) await Promise.all(Array.from({ length: 5 }, (_, more) => createOne(n + more)));
	expect(created.size).toBeGreaterThan(0);
	await until("readiness shows it", async () => (await api("/readyz")).status === 503);
	const [anyOrder] = created.values();
	const succeeded: string[] = [];
	const succeeds = async (action: string, path: string, body: unknown) => {
		const response = await api(path, postJson(body));
		if (response.status === 200 || response.status === 202) succeeded.push(action);
		else expect(read(problemSchema, response, 503).code, path).toBe("UNAVAILABLE");
		return response.status !== 503;
	};
	// What is smaller than an order may still fit: until it no longer does.
	while (await succeeds("inventory.restock", "/api/inventory/PROD-001/restock", { quantity: 5 }));
	await succeeds("order.cancel", `/api/orders/${anyOrder}/cancel`, { reason: "r" });
	await succeeds("orders.replay", "/api/orders/replay", { days: 1 });
	await full.end("SIGKILL");

	await using roomy = await startDaemon({ ...ENV, DATA_DIR: dir.path });
	const there = apiOf(roomy);
	for (const [email, id] of created) expect(await get(there, id)).toMatchObject({ customer_email: email });
	for (const email of refused) expect((await there(`/api/orders?q=${email}`)).body).toMatchObject({ orders: [] });
	const audited = (await audit(there)).map(({ action }) => action);
	expect(audited.filter((action) => action !== "order.create").toSorted()).toEqual(succeeded.toSorted());
	// Sent again with its key, a refused request succeeds, and an accepted one returns the first response.
	for (const email of [...refused.slice(0, 3), ...[...created.keys()].slice(0, 3)]) {
		const key = email.replace("buyer", "key").replace("@example.com", "");
		const again = read(
			orderViewSchema,
			await there("/api/orders", postJson({ ...ONE_STAND, customerEmail: email }, { "idempotency-key": key })),
			201,
		);
		expect(again.order_id).toBe(created.get(email) ?? again.order_id);
	}
});
