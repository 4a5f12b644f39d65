/** The status that is shown: a worse one immediately, a better one only after a time in which nothing as bad occurred. */
import { type LagStatus, severityOf } from "@orderdeck/contracts/lag/words";

interface Held {
	readonly status: LagStatus;
	/** When something as bad as `status` last occurred, ms. */
	readonly asBadAt: number;
}

export interface ShownStatus extends Held {
	/** What would be shown if it did not flap, and when that changed in the last ten minutes, ms: as long as it changes, it flaps. */
	readonly calm: Held;
	readonly changes: readonly number[];
}

/** How long a better status is held back, in seconds. */
export interface Hold {
	readonly calm: number;
	readonly flapping: number;
}

/** Of a partition. */
export const HOLD: Hold = { calm: 60, flapping: 300 };

const COUNTED_MS = 10 * 60_000;
const FLAPPING_CHANGES = 4;

const OK: Held = { status: "OK", asBadAt: 0 };
export const SHOWN_OK: ShownStatus = { ...OK, calm: OK, changes: [] };

/** `occurred`: the status at `at`, by the samples alone. */
export function showStatus(shown: ShownStatus, occurred: LagStatus, at: number, hold: Hold = HOLD): ShownStatus {
	const calm = heldAfter(shown.calm, occurred, at, hold.calm);
	const recent = shown.changes.filter((change) => change > at - COUNTED_MS);
	const seconds = isFlapping({ changes: recent }) ? hold.flapping : hold.calm;
	const changes = calm.status === shown.calm.status ? recent : [...recent, at];
	return { ...heldAfter(shown, occurred, at, seconds), calm, changes };
}

export function isFlapping({ changes }: Pick<ShownStatus, "changes">): boolean {
	return changes.length >= FLAPPING_CHANGES;
}

/** The same status with all of its times at `at`: the clock was set back. */
export function restartedAt({ status }: ShownStatus, at: number): ShownStatus {
	return { status, asBadAt: at, calm: { status, asBadAt: at }, changes: [] };
}

function heldAfter({ status, asBadAt }: Held, occurred: LagStatus, at: number, seconds: number): Held {
	const isWorse = severityOf(occurred) >= severityOf(status);
	return isWorse || at - asBadAt >= seconds * 1000 ? { status: occurred, asBadAt: at } : { status, asBadAt };
}
