/** The alerts that operators change, in whichever process: read from the store, since the log has no event of it. */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import { completeAlert, listedAlert } from "@orderdeck/core/domain/alert";
import { alertAt } from "@orderdeck/core/domain/alert-queue";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { FraudQueries } from "@orderdeck/core/ports/queries/fraud";
import { LRUCache } from "lru-cache";

export interface AlertChanges {
	/** The alerts that have changed since the previous call, once a second, and at once after `changed`. Throws StoreError. */
	read(): Promise<readonly FraudAlert[]>;
	/** A command of this process has changed one. */
	changed(): void;
}

export interface AlertChangesDeps {
	readonly store: Pick<FraudQueries, "alertsChangedSince">;
	readonly clock: Pick<Clock, "now">;
	readonly baseCurrency: string;
}

const READ_EVERY_MS = 1_000;
/** A change has the time at which its request arrived, by the clock of its process, and is stored later. */
const OVERLAP_MS = 10_000;
const MOST_READ = 500;
const KNOWN = 5_000;

export function createAlertChanges({ store, clock, baseCurrency }: AlertChangesDeps): AlertChanges {
	/** The version of each alert that was returned last. */
	const known = new LRUCache<string, number>({ max: KNOWN });
	let since = clock.now();
	let readAt = Number.NEGATIVE_INFINITY;
	let isKnownChanged = false;

	return {
		changed() {
			isKnownChanged = true;
		},
		async read() {
			const now = clock.now();
			if (!isKnownChanged && Math.abs(now - readAt) < READ_EVERY_MS) return [];
			isKnownChanged = false;
			readAt = now;
			const stored = await store.alertsChangedSince(since, MOST_READ);
			const alerts = stored.map((doc) => alertAt(completeAlert(doc, baseCurrency), now));
			const last = alerts.at(-1)?.changed_at;
			// A full page: the next one begins where it ended.
			const isFull = stored.length === MOST_READ && last != null;
			since = isFull ? Math.max(since + 1, Date.parse(last)) : now - OVERLAP_MS;
			isKnownChanged ||= isFull;
			const fresh = alerts.filter(({ alert_id, version }) => known.get(alert_id) !== version);
			for (const { alert_id, version } of fresh) known.set(alert_id, version);
			return fresh.map(listedAlert);
		},
	};
}
