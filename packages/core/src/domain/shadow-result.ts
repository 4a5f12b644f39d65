/** What the live and the shadow version of a rule say of an order that either of them flags. */
import type { Id } from "@orderdeck/contracts/events";

export interface ShadowResult {
	readonly rule: string;
	/** The version in shadow. */
	readonly version: number;
	readonly order_id: Id;
	/** When the log accepted the order, ms since the epoch. */
	readonly at: number;
	readonly live: boolean;
	readonly shadow: boolean;
}

/** Results are kept this long, ms. */
export const SHADOW_KEPT_MS = 90 * 86_400_000;

/** The key of its document. */
export function shadowKey(alertId: string, version: number): string {
	return `${alertId}:${version}`;
}

/** Both findings: an order that is not flagged at first may be later, when another one arrives late, and never the reverse. */
export function mergedResult(known: ShadowResult | undefined, found: ShadowResult): ShadowResult {
	if (known === undefined) return found;
	if ((known.live || !found.live) && (known.shadow || !found.shadow)) return known;
	return { ...known, live: known.live || found.live, shadow: known.shadow || found.shadow };
}
