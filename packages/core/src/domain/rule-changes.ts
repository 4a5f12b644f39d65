/** What a change makes of a rule: always a new version, whose time in force is stated when it is saved. */
import type { RuleParameters, RuleVersion } from "@orderdeck/contracts/rules/entities";
import { isoOf } from "./instant.ts";
import { newestOf, type RuleBook, type StoredRule } from "./rule-book.ts";

/** So many versions of a rule are kept, the newest, and the live one in any case. Their numbers go on increasing. */
export const MOST_VERSIONS = 200;
export const MOST_RULES = 50;

/** What a version has of its own. */
export type VersionFields = RuleParameters & Pick<RuleVersion, "state" | "enabled" | "snoozed_until">;

/** Fields that are undefined stay as they are. */
export type VersionChanges = { readonly [F in keyof VersionFields]?: VersionFields[F] | undefined };

/** Who changes it, when and why, and from when on it may be in force, ms since the epoch. */
export interface Saving {
	readonly by: string;
	readonly at: number;
	readonly why: string | null;
	readonly from: number;
}

/** The fields of the new version; undefined where nothing changes. Otherwise as `changedFields`. */
export function newFields(rule: StoredRule, changes: VersionChanges): VersionFields | undefined {
	const fields = changedFields(rule, changes);
	const { live, shadow } = newestOf(rule);
	if (changes.state === "LIVE" && shadow !== undefined) return fields;
	const known = fields.state === "LIVE" ? live : shadow;
	return known !== undefined && JSON.stringify(fieldsOf(known)) === JSON.stringify(fields) ? undefined : fields;
}

/**
 * The fields after these changes. Of the live version where they state no state; a change to SHADOW starts from the version in shadow, if there
 * is one, and is enabled unless stated otherwise; so is a change to LIVE, which makes the version in shadow live.
 */
function changedFields(rule: StoredRule, changes: VersionChanges): VersionFields {
	const { live, shadow } = newestOf(rule);
	const base = changes.state === undefined ? (live ?? shadow) : (shadow ?? live);
	if (base === undefined) throw new RangeError(`rule ${rule.id} has no version`);
	const begun = changes.state === "SHADOW" && base.state === "LIVE" ? { ...base, enabled: true, snoozed_until: null } : base;
	return fieldsOf({ ...begun, ...withoutUndefined(changes) });
}

/** In one order, so that they compare as text. */
export function fieldsOf(version: VersionFields): VersionFields {
	const { state, enabled, snoozed_until, limit, currency, safe_countries, window_ms } = version;
	return { state, enabled, snoozed_until, limit, currency, safe_countries, window_ms };
}

function withoutUndefined(changes: VersionChanges): Partial<VersionFields> {
	return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

/** The fields that differ, before and after. */
export function differences(before: object, after: object): { readonly before: object; readonly after: object } {
	const was = new Map<string, unknown>(Object.entries(before));
	const changed = Object.entries(after).filter(([name, value]) => JSON.stringify(was.get(name)) !== JSON.stringify(value));
	return {
		before: Object.fromEntries(changed.map(([name]) => [name, was.get(name) ?? null])),
		after: Object.fromEntries(changed),
	};
}

/** The rule with these fields as a new version, in force later than all before it. */
export function withVersion(rule: StoredRule, fields: VersionFields, saving: Saving): StoredRule {
	const last = rule.versions.at(-1);
	const since = Math.max(saving.from, last === undefined ? 0 : Date.parse(last.since) + 1);
	const version: RuleVersion = {
		version: (last?.version ?? 0) + 1,
		...fields,
		since: isoOf(since),
		changed_at: isoOf(saving.at),
		changed_by: saving.by,
		change: saving.why,
	};
	const versions = [...rule.versions, version];
	const kept = versions.slice(-MOST_VERSIONS);
	const live = versions.findLast(({ state }) => state === "LIVE");
	return { ...rule, versions: live === undefined || kept.includes(live) ? kept : [live, ...kept.slice(1)] };
}

/** The book with this rule in its place, or as its last. */
export function withRule({ rules }: RuleBook, rule: StoredRule): RuleBook {
	const place = rules.findIndex(({ id }) => id === rule.id);
	return { rules: place < 0 ? [...rules, rule] : rules.with(place, rule) };
}
