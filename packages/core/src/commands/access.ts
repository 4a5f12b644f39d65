/** The commands on the caller's own access: the lock on production, and the records of sign-ins and exports. */
import type { Unlock } from "@orderdeck/contracts/access/entities";
import type { accessCommands } from "@orderdeck/contracts/access/requests";
import { isoOf } from "../domain/instant.ts";
import { unlockAt } from "../domain/unlock.ts";
import { put, type Write } from "../ports/documents.ts";
import { type Decision, unchanged } from "./decision.ts";
import type { HandlersOf } from "./handler.ts";
import { readUnlock } from "./unlocks.ts";

const MINUTE_MS = 60_000;

export const accessHandlers: HandlersOf<typeof accessCommands> = {
	/** An earlier unlock of the caller ends with it. */
	async unlockProduction({ store }, { reason, minutes }, { actor, at }) {
		const { key, client, read } = await readUnlock(store, actor);
		const unlock = { until: isoOf(at + Math.round(minutes * MINUTE_MS)), at: isoOf(at), reason };
		return {
			decides: [put("unlocks", key, read, { client, unlock })],
			audit: changeOf(unlockAt(read?.doc, at), unlock),
			outcome: () => ({ output: { unlock }, writes: [] }),
		};
	},

	/** Nothing changes where it is locked already. */
	async lockProduction({ store }, _input, { actor, at, id, resumed }) {
		const { key, client, read } = await readUnlock(store, actor);
		const unlock = unlockAt(read?.doc, at);
		if (unlock !== null) return locked(unlock, [put("unlocks", key, read, { client, unlock: null, ended: { unlock, request: id } })]);
		const ended = read?.doc.ended;
		// An earlier try of this request has locked it.
		return resumed && ended?.request === id ? locked(ended.unlock, []) : unchanged({ unlock: null });
	},

	async recordSignIn(_context, granted, { at }) {
		return recorded(granted, at);
	},

	async recordExport(_context, { rows, format, filter }, { at }) {
		return recorded({ rows, format, filter }, at);
	},
};

function locked(unlock: Unlock, decides: readonly Write[]): Decision<{ unlock: null }> {
	return { decides, audit: changeOf(unlock, null), outcome: () => ({ output: { unlock: null }, writes: [] }) };
}

function changeOf(before: Unlock | null, after: Unlock | null) {
	return { before: stateOf(before), after: stateOf(after) };
}

function stateOf(unlock: Unlock | null) {
	return unlock === null ? { state: "locked", until: null } : { state: "unlocked", until: unlock.until };
}

/** What the record itself is all of. */
function recorded(after: object, at: number): Decision<{ recorded_at: string }> {
	return { audit: { before: null, after }, outcome: () => ({ output: { recorded_at: isoOf(at) }, writes: [] }) };
}
