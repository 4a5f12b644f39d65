/** The order store and the payment provider's books over a process's IPC channel: one process has them, its children use them. */
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
	"listAlerts",
	"openAlerts",
	"aggregates",
	"minutes",
	"products",
	"dueShipments",
	"nextShipmentDue",
	"shipmentsUnderway",
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
export interface Answer {
	readonly kind: "answer";
	readonly id: number;
	readonly value?: unknown;
	/** The document that another version was decided on. */
	readonly mismatch?: readonly [collection: string, key: string];
	readonly unavailable?: string;
}

export interface Served {
	readonly store: OrderStore;
	readonly ledger: Ledger;
	/** Asked before each call is carried out, and after it: what it throws is what the caller gets. */
	readonly before?: (call: Call) => Promise<void> | void;
	readonly after?: (call: Call) => Promise<void> | void;
}

/** Answers the child's calls for as long as it lives. Each write stands alone, as on a store that is not one system with the log. */
export function serve(child: ChildProcess, served: Served): void {
	child.on("message", async (message: Call | { kind: "other" }) => {
		if (message.kind !== "call") return;
		const answer = await carryOut(message, served);
		if (child.connected) child.send(answer, () => undefined);
	});
}

async function carryOut(call: Call, served: Served): Promise<Answer> {
	const { id } = call;
	try {
		await served.before?.(call);
		const value = await perform(call, served);
		await served.after?.(call);
		return { kind: "answer", id, value };
	} catch (error) {
		if (error instanceof CasMismatch) return { kind: "answer", id, mismatch: ["document", error.message] };
		return { kind: "answer", id, unavailable: error instanceof Error ? error.message : String(error) };
	}
}

async function perform({ target, method, args }: Call, { store, ledger }: Served): Promise<unknown> {
	if (target === "store" && method === "write") {
		for (const write of args[0] as Parameters<OrderStore["write"]>[0]) await store.write([write]);
		return undefined;
	}
	const methods = (target === "store" ? store : ledger) as unknown as Record<string, (...given: readonly unknown[]) => Promise<unknown>>;
	return methods[method]?.(...args);
}

/** In the child: the ports, carried out by the parent. */
export function remotePorts(channel: NodeJS.Process): { readonly store: OrderStore; readonly ledger: Ledger } {
	const waiting = new Map<number, PromiseWithResolvers<unknown>>();
	let last = 0;
	channel.on("message", (answer: Answer | { kind: "other" }) => {
		if (answer.kind !== "answer") return;
		const settle = waiting.get(answer.id);
		waiting.delete(answer.id);
		if (answer.mismatch !== undefined) settle?.reject(new CasMismatch(...answer.mismatch));
		else if (answer.unavailable !== undefined) settle?.reject(new StoreError("UNAVAILABLE", answer.unavailable));
		else settle?.resolve(answer.value);
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
