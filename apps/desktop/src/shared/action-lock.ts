/** The lock on a production environment's actions: closed at first, opened by typing the name, closed again by itself. */
import type { EnvironmentKind } from "@orderdeck/contracts/environment";
import type { ActionLock, Outcome } from "./host.ts";

/** How long actions stay unlocked, in ms. */
export const UNLOCKED_MS = 15 * 60_000;

export interface Lock {
	state(): ActionLock;
	/** `typed` must be `name` to the letter. What is never locked needs no unlocking. */
	unlock(typed: string, name: string): Outcome;
	lock(): void;
}

export interface LockParts {
	readonly kind: EnvironmentKind;
	/** ms since the epoch. */
	now(): number;
	/** Calls back after `ms`; returns what prevents it. */
	after(ms: number, callback: () => void): () => void;
	changed(): void;
}

export function createLock({ kind, now, after, changed }: LockParts): Lock {
	let until: number | undefined;
	let forgetLapse = () => {};
	const lock = () => {
		forgetLapse();
		until = undefined;
		changed();
	};
	return {
		state() {
			if (kind !== "production") return { state: "open" };
			// The clock decides, not the timer: a machine that slept past the time is locked when it wakes.
			return until === undefined || now() >= until ? { state: "locked" } : { state: "unlocked", until };
		},
		unlock(typed, name) {
			if (kind !== "production") return { done: true };
			if (typed !== name) return { done: false, reason: `Type the environment's name: ${name}` };
			forgetLapse();
			until = now() + UNLOCKED_MS;
			forgetLapse = after(UNLOCKED_MS, lock);
			changed();
			return { done: true };
		},
		lock,
	};
}

/** Why an action is refused while the environment is locked. */
export function lockedReason(name: string): string {
	return `${name} is production and read-only. Unlock to act.`;
}
