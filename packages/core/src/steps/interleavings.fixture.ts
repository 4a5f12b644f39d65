/** For tests: parties whose operations take turns, in every order that there is. */
import type { OrderEvent } from "@orderdeck/contracts/events";
import { SOAK } from "../../test/extent.ts";
import { createOrderedWork } from "../adapters/ordered-work/ordered-work.ts";
import { createBell } from "../async/bell.ts";
import type { PlacedEvent } from "../domain/order-document.ts";
import type { Cas, Collection } from "../ports/documents.ts";
import { CasMismatch } from "../ports/errors.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { applyPart, applyParts } from "../runtime/effects.ts";
import type { Effects, Step } from "../runtime/step.ts";
import { turnOfTheLoop } from "./manual-clock.fixture.ts";
import type { World } from "./steps.fixture.ts";

/** Performs the operation when its party has its turn. */
export type Gate = <T>(operation: () => Promise<T>) => Promise<T>;
/** Which of so many parties that are ready has the next turn. */
export type Choose = (ready: number) => number;

/** Runs the parties to their ends, one operation at a time. */
export async function interleave(parties: readonly ((gate: Gate) => Promise<void>)[], choose: Choose): Promise<void> {
	const changed = createBell();
	const all = parties.map((run) => {
		const waiting: (() => Promise<unknown>)[] = [];
		const party = { waiting, isDone: false };
		const gate: Gate = (operation) =>
			new Promise((resolve, reject) => {
				waiting.push(() => operation().then(resolve, reject));
				changed.ring();
			});
		const ended = run(gate).finally(() => {
			party.isDone = true;
			changed.ring();
		});
		ended.catch(() => undefined);
		return { party, ended };
	});
	for (;;) {
		while (all.some(({ party }) => !party.isDone && party.waiting.length === 0)) await changed.wait(new AbortController().signal);
		const ready = all.filter(({ party }) => party.waiting.length > 0);
		if (ready.length === 0) break;
		await ready[choose(ready.length)]?.party.waiting.shift()?.();
		// What follows from the operation comes to its own next operation, or to its end.
		await turnOfTheLoop();
	}
	await Promise.all(all.map(({ ended }) => ended));
}

/** Calls `run` once for every sequence of choices. Returns how many there were. */
export async function everySchedule(run: (choose: Choose, index: number) => Promise<void>): Promise<number> {
	let planned: number[] = [];
	for (let count = 0; ; ) {
		const taken: { choice: number; ready: number }[] = [];
		await run((ready) => {
			const choice = planned[taken.length] ?? 0;
			taken.push({ choice, ready });
			return choice;
		}, count);
		count += 1;
		while (taken.length > 0 && (taken.at(-1)?.choice ?? 0) + 1 === taken.at(-1)?.ready) taken.pop();
		if (taken.length === 0) return count;
		planned = taken.map(({ choice }, at) => (at === taken.length - 1 ? choice + 1 : choice));
	}
}

const atOnce: Gate = (operation) => operation();

export interface TakesTurns {
	/** Appending to the log takes a turn too, which no party reads. */
	readonly appends?: boolean;
	/** What the parties share; operations on anything else take no turn, as nobody can tell when they happen. */
	readonly shared?: readonly Collection[];
}

export type Ports = Pick<World, "log" | "store" | "work" | "clock" | "deps">;

/** The world of one party: each operation on what is shared waits for its turn. */
export function inTurns(world: World, gate: Gate, { appends = SOAK, shared = ["shipments", "payments"] }: TakesTurns = {}): Ports {
	const { log, clock, gateway } = world;
	const gated = (collection: Collection): Gate => (shared.includes(collection) ? gate : atOnce);
	const store: World["store"] = {
		...world.store,
		get: (collection, keys) => gated(collection)(() => world.store.get(collection, keys)),
		dueShipments: (now, limit) => gate(() => world.store.dueShipments(now, limit)),
		async write(writes) {
			const versions: (Cas | undefined)[] = [];
			for (const write of writes) versions.push(...(await gated(write.collection)(() => world.store.write([write]))));
			return versions;
		},
	};
	const work: UnitOfWork = world.work.atomic
		? { atomic: true, apply: (unit) => gate(() => world.work.apply(unit)) }
		: createOrderedWork({
				store,
				log: { check: () => undefined, apply: ({ records }) => (appends ? gate : atOnce)(() => log.append(records)) },
			});
	const deps: World["deps"] = {
		...world.deps,
		store,
		gateway: {
			charge: (request) => gate(() => gateway.charge(request)),
			find: (key) => gate(() => gateway.find(key)),
			refund: (key) => gate(() => gateway.refund(key)),
		},
	};
	return { log, clock, store, work, deps };
}

/** What the runtime does: decides, applies part by part, and decides again after a refused write. */
export async function carryOut(decide: () => Promise<Effects>, { work }: Pick<Ports, "work">): Promise<void> {
	for (;;) {
		try {
			return await applyParts(await decide(), { apply: (part) => applyPart(part, work), refused: async () => undefined });
		} catch (error) {
			if (!(error instanceof CasMismatch)) throw error;
		}
	}
}

/** The event as the first record of its partition. */
export const placed = (event: OrderEvent): PlacedEvent => ({ event, partition: 0, offset: 0, timestamp: 0 });

export function deliver(step: Step, event: OrderEvent, ports: Pick<Ports, "work" | "deps">): Promise<void> {
	return carryOut(() => step.handle([placed(event)], ports.deps), ports);
}
