/** Audit records in words. */

import type { AuditRecord } from "@orderdeck/contracts/audit/entities";
import { outcomeOf } from "@orderdeck/contracts/audit/recorded";
import { IconBan, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import type { StateLook } from "../ui/state-mark.tsx";

const ACTION_WORDS: Readonly<Record<string, string>> = {
	"order.create": "Create order",
	"order.cancel": "Cancel order",
	"orders.cancel": "Cancel orders",
	"orders.replay": "Replay orders",
	"job.cancel": "Cancel job",
	"letters.redrive": "Redrive letters",
	"letters.discard": "Discard letters",
	"letters.restore": "Restore letters",
	"alert.claim": "Claim alert",
	"alert.claim-next": "Claim next alert",
	"alert.claim-end": "Claim ended",
	"alert.release": "Release alert",
	"alert.take-over": "Take over alert",
	"alert.note": "Note on alert",
	"alert.resolve": "Resolve alert",
	"alert.reopen": "Reopen alert",
	"alerts.resolve": "Resolve alerts",
	"replay.cancel": "Cancel replay",
	"inventory.restock": "Restock",
	"inventory.adjust": "Adjust stock",
	"producer.set": "Set producer",
	"group.objective": "Set lag objective",
	"group.pause": "Pause group",
	"group.resume": "Resume group",
	"group.pause-end": "Pause ended",
	"group.offsets.reset": "Reset offsets",
	"group.offsets.restore": "Restore offsets",
	"group.offsets.failed": "Offset reset failed",
	"rule.create": "Create rule",
	"rule.update": "Change rule",
	"rule.restore": "Restore rule",
	"rule.suppress": "Suppress rule",
	"rule.lift-suppression": "Lift suppression",
	"rules.backtest": "Backtest rules",
	"incident.acknowledge": "Acknowledge incident",
	"production.unlock": "Unlock production",
	"production.lock": "Lock production",
	"session.start": "Sign in",
	"data.export": "Export data",
};
export const AUDIT_ACTIONS = Object.entries(ACTION_WORDS).map(([value, label]) => ({ value, label }));

/** `Cancel order`; an action that this console does not know as a phrase: `rule.snooze` is `Rule snooze`. */
export function actionWords(action: string): string {
	const words = action.replaceAll(/[.-]/g, " ");
	return ACTION_WORDS[action] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** `order 123`: the kind and the id of what was acted on. */
export function targetWords(target: string): string {
	return target.replace(":", " ");
}

/** What became of the request. A code stands for itself: people search for it. */
export function resultLook(record: Pick<AuditRecord, "result">): StateLook {
	const [, code = record.result] = record.result.split(":");
	switch (outcomeOf(record)) {
		case "done":
			return { word: "done", icon: IconCircleCheck, tone: "ok" };
		case "refused":
			return { word: code, icon: IconBan, tone: "bad" };
		case "failed":
			return { word: code, icon: IconCircleX, tone: "warn" };
	}
}

/** A record as the API returns it: fields of any form may be absent. */
export type AuditRow = Omit<AuditRecord, "before" | "after"> & Recorded;

interface Recorded {
	readonly before?: unknown;
	readonly after?: unknown;
}

export interface Change {
	readonly name: string;
	/** Undefined where there was none. */
	readonly from: string | undefined;
	readonly to: string | undefined;
}

/** The fields that differ, those that a person looks for first. A value that is no object is one field without a name. */
export function changesOf({ before, after }: Recorded): Change[] {
	const [was, is] = [fieldsOf(before), fieldsOf(after)];
	const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
	const changes = names.map((name) => ({ name, from: valueWords(was[name]), to: valueWords(is[name]) }));
	// The reason has a field of its own.
	return changes.filter(({ name, from, to }) => from !== to && name !== "reason");
}

/** `CREATED → CANCELLED`, with the number of further changes; `created` where there was nothing before. Objects and lists have no word. */
export function changeWords(record: Recorded): { from?: string; to: string } | undefined {
	const [first, ...others] = changesOf(record).filter(({ from, to }) => !isStructure(from) && !isStructure(to));
	if (first === undefined) return undefined;
	if (record.before === null || record.before === undefined)
		return { to: others.length === 0 && first.to !== undefined ? first.to : "created" };
	const more = others.length === 0 ? "" : ` +${others.length}`;
	return { from: first.from ?? "none", to: `${first.to ?? "none"}${more}` };
}

/** The text of an object or a list. */
function isStructure(text: string | undefined): boolean {
	return text !== undefined && /^[[{]/.test(text);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
	if (value === null || value === undefined) return {};
	return typeof value === "object" && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : { "": value };
}

function valueWords(value: unknown): string | undefined {
	if (value === undefined || value === null) return undefined;
	return typeof value === "string" ? value : JSON.stringify(value);
}

/** Two letters in place of a picture. */
export function initialsOf(name: string): string {
	return (
		name
			.replaceAll(/[^\p{L}\p{N}]/gu, "")
			.slice(0, 2)
			.toUpperCase() || "?"
	);
}
