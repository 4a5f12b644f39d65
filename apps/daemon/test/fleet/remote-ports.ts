/** The order store and the payment ledger over a process's IPC channel: one process has them, its children use them. */
import type { ChildProcess } from "node:child_process";
import type { Ledger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { CasMismatch, StoreError } from "@orderdeck/core/ports/errors";
import type { OrderStore } from "@orderdeck/core/ports/order-store";

const STORE_METHODS = [
	"get",
	"write",
	"listOrders",
	"scanOrders",
	"countOrders",
	"orderEvents",
	"moveHistory",
	"listAlerts",
	"alertTotals",
	"claimedTotals",
	"claimsExpired",
	"alertsChangedSince",
	"alertsOf",
	"similarVerdicts",
	"ruleHours",
	"openByRule",
	"verdicts",
	"aggregates",
	"minutes",
	"quarters",
	"dropQuarters",
	"products",
	"dueShipments",
	"nextShipmentDue",
	"openOrders",
	"countCancelled",
	"countByStatus",
	"listAudit",
	"listReplays",
] as const satisfies readonly (keyof OrderStore)[];

export interface Call {
	readonly kind: "call";
	readonly id: number;
	readonly target: "store" | "ledger";
	readonly method: string;
	readonly args: readonly unknown[];
}
export interface Result {
	readonly kind: "result";
	readonly id: number;
	readonly value?: unknown;
	/** Of a document that has changed meanwhile. */
	readonly mismatch?: readonly [collection: string, key: string];
	readonly unavailable?: string;
}

export interface Served {
	readonly store: OrderStore;
	readonly ledger: Ledger;
	/** Called before and after each call: what they throw is what the caller gets. */
	readonly before?: (call: Call) => Promise<void> | void;
	readonly after?: (call: Call) => Promise<void> | void;
}

/** Results the child's calls for as long as it lives. Each write stands alone, as on a store that is not one system with the log. */
export function serve(child: ChildProcess, served: Served): void {
	child.on("message", async (message: Call | { kind: "other" }) => {
		if (message.kind !== "call") return;
		const result = await carryOut(message, served);
		if (child.connected) child.send(result, () => undefined);
	});
}

async function carryOut(call: Call, served: Served): Promise<Result> {
	const { id } = call;
	try {
		await served.before?.(call);
		const value = await perform(call, served);
		await served.after?.(call);
		return { kind: "result", id, value };
	} catch (error) {
		if (error instanceof CasMismatch) return { kind: "result", id, mismatch: ["document", error.message] };
		return { kind: "result", id, unavailable: error instanceof Error ? error.message : String(error) };
	}
}

async function perform({ target, method, args }: Call, { store, ledger }: Served): Promise<unknown> {
	if (target === "store" && method === "write") {
		const versions: unknown[] = [];
		for (const write of args[0] as Parameters<OrderStore["write"]>[0]) versions.push(...(await store.write([write])));
		return versions;
	}
	const methods = (target === "store" ? store : ledger) as unknown as Record<string, (...given: readonly unknown[]) => Promise<unknown>>;
	return methods[method]?.(...args);
}

/** In the child: the ports, carried out by the parent. */
export function remotePorts(channel: NodeJS.Process): { readonly store: OrderStore; readonly ledger: Ledger } {
	const waiting = new Map<number, PromiseWithResolvers<unknown>>();
	let last = 0;
	channel.on("message", (result: Result | { kind: "other" }) => {
		if (result.kind !== "result") return;
		const settle = waiting.get(result.id);
		waiting.delete(result.id);
		if (result.mismatch !== undefined) settle?.reject(new CasMismatch(...result.mismatch));
		else if (result.unavailable !== undefined) settle?.reject(new StoreError("UNAVAILABLE", result.unavailable));
		else settle?.resolve(result.value);
	});
	const call =
		(target: Call["target"], method: string) =>
		(...args: readonly unknown[]) => {
			const settle = Promise.withResolvers<unknown>();
			last += 1;
			waiting.set(last, settle);
			channel.send?.({ kind: "call", id: last, target, method, args } satisfies Call);
			return settle.promise;
		};
	const store = Object.fromEntries(STORE_METHODS.map((method) => [method, call("store", method)])) as unknown as OrderStore;
	const ledger = {
		post: call("ledger", "post"),
		find: call("ledger", "find"),
		[Symbol.asyncDispose]: async () => undefined,
	} as unknown as Ledger;
	return { store, ledger };
}
