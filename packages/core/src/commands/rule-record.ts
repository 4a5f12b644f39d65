/** The stored rules, and what the commands on them share. */
import { AppError, invalidInput, invalidInputs } from "@orderdeck/contracts/errors";
import { instantOf } from "@orderdeck/contracts/instant";
import { parameterIssues } from "@orderdeck/contracts/rules/requests";
import { isoOf } from "../domain/instant.ts";
import { defaultBook, IN_FORCE_MS, newestOf, RULE_BOOK_KEY, type RuleBook, ruleOf, type StoredRule } from "../domain/rule-book.ts";
import { differences, fieldsOf, type Saving, type VersionFields, withRule, withVersion } from "../domain/rule-changes.ts";
import { put, type Versioned } from "../ports/documents.ts";
import type { CommandContext } from "./context.ts";
import type { Attempt, AuditEntry } from "./decision.ts";

export interface LoadedBook {
	readonly read: Versioned<RuleBook> | undefined;
	readonly book: RuleBook;
}

export interface LoadedRule extends LoadedBook {
	readonly rule: StoredRule;
}

export async function loadBook({ store, baseCurrency }: Pick<CommandContext, "store" | "baseCurrency">): Promise<LoadedBook> {
	const [read] = await store.get("rules", [RULE_BOOK_KEY]);
	return { read, book: read?.doc ?? defaultBook(baseCurrency) };
}

/** Throws NOT_FOUND. */
export async function loadRule(context: Pick<CommandContext, "store" | "baseCurrency">, id: string): Promise<LoadedRule> {
	const loaded = await loadBook(context);
	const rule = loaded.book.rules.find((each) => each.id === id);
	if (rule === undefined) throw new AppError("NOT_FOUND", `There is no rule ${id}.`);
	return { ...loaded, rule };
}

/** From when on a change is in force that is saved now. A request that is repeated later is saved later. */
export function inForceFrom({ clock }: Pick<CommandContext, "clock">, { at }: Attempt): number {
	return Math.max(at, clock.now()) + IN_FORCE_MS;
}

/** Throws CHANGED_MEANWHILE with who, when and the current value. */
export function checkSeen(rule: StoredRule, seen: number): void {
	const newest = rule.versions.at(-1);
	if (newest === undefined || newest.version === seen) return;
	const { version, changed_by, changed_at, ...fields } = newest;
	const value = JSON.stringify(fieldsOf(fields));
	throw new AppError(
		"CHANGED_MEANWHILE",
		`Rule ${rule.id} was changed by ${changed_by} at ${changed_at}: it has version ${version} now, ${value}.`,
	);
}

/** Throws INVALID_INPUT for parameters that this kind of rule does not have, by field. */
export function checkParameters({ kind }: StoredRule, given: Parameters<typeof parameterIssues>[1]): void {
	const issues = parameterIssues(kind, given, false);
	if (issues.length > 0) throw invalidInputs(issues);
}

/** The time in its stored form; null and undefined as they are. Throws INVALID_INPUT for a time that has passed. */
export function laterInstant(field: string, iso: string | null | undefined, now: number): string | null | undefined {
	if (iso == null) return iso;
	const at = instantOf(iso);
	if (!(at > now)) throw invalidInput([field], "must be in the future");
	return isoOf(at);
}

/** The rule as an earlier try of this request has saved it, and as it was before. Undefined where none has. */
export function earlierTry(rule: StoredRule, attempt: Attempt, seen: number) {
	if (!attempt.resumed) return undefined;
	const place = rule.versions.findIndex(
		({ version, changed_by, changed_at }) => version === seen + 1 && changed_by === attempt.actor.name && changed_at === isoOf(attempt.at),
	);
	if (place < 0) return undefined;
	return { before: { ...rule, versions: rule.versions.slice(0, place) }, after: { ...rule, versions: rule.versions.slice(0, place + 1) } };
}

interface Saved {
	readonly loaded: LoadedBook;
	readonly before: StoredRule;
	readonly fields: VersionFields;
	readonly saving: Saving;
	/** Of the rule after the change. */
	readonly name?: string | undefined;
}

/** The decision to save these fields as a new version. */
export function saved({ loaded: { read, book }, before, fields, saving, name = before.name }: Saved) {
	const after = withVersion({ ...before, name }, fields, saving);
	return {
		decides: [put("rules", RULE_BOOK_KEY, read, withRule(book, after))],
		audit: auditOf(before, after),
		outcome: () => ({ output: ruleOf(after), writes: [] }),
	};
}

/** The decision that an earlier try of the request has made durable. */
export function savedBefore({ before, after }: NonNullable<ReturnType<typeof earlierTry>>) {
	return { decides: [], audit: auditOf(before, after), outcome: () => ({ output: ruleOf(after), writes: [] }) };
}

/** What has changed from the version that callers saw in the state of the new one. */
function auditOf(before: StoredRule, after: StoredRule): AuditEntry {
	const newest = after.versions.at(-1);
	const { live, shadow } = newestOf(before);
	const was = newest?.state === "SHADOW" ? (shadow ?? live) : (live ?? shadow);
	const shown = (rule: StoredRule, version: typeof was) =>
		version === undefined ? {} : { name: rule.name, version: version.version, ...fieldsOf(version) };
	return differences(shown(before, was), shown(after, newest));
}
