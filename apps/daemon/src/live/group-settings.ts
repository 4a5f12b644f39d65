/** What operators have set and acknowledged of consumer groups, as it was read last. */
import { withDeadline } from "@orderdeck/core/async/deadline";
import { type GroupSettings, NO_SETTINGS } from "@orderdeck/core/domain/lag-status/group-settings";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { DocumentReader } from "@orderdeck/core/ports/documents";

/** Never rejects: while the store is unavailable, settings are as they were read last. */
export type ReadGroupSettings = (groups: readonly string[]) => Promise<(group: string) => GroupSettings>;

const READ_EVERY_MS = 1_000;
/** The caller does not wait longer for an unavailable store. */
const READ_TIMEOUT_MS = 200;

export function createGroupSettings({
	store,
	clock,
}: {
	readonly store: DocumentReader;
	readonly clock: Pick<Clock, "now">;
}): ReadGroupSettings {
	const known = new Map<string, GroupSettings>();
	let readAt = Number.NEGATIVE_INFINITY;
	let reading: Promise<void> | undefined;

	async function read(groups: readonly string[]): Promise<void> {
		try {
			const docs = await store.get("groups", groups);
			for (const [index, group] of groups.entries()) known.set(group, docs[index]?.doc ?? NO_SETTINGS);
		} catch {
			// The store's state is reported by readiness; the next read may succeed.
		} finally {
			reading = undefined;
		}
	}

	return async (groups) => {
		const now = clock.now();
		if (groups.length > 0 && reading === undefined && Math.abs(now - readAt) >= READ_EVERY_MS) {
			readAt = now;
			reading = read(groups);
		}
		if (reading !== undefined) await withDeadline(reading, READ_TIMEOUT_MS, () => undefined);
		return (group) => known.get(group) ?? NO_SETTINGS;
	};
}
