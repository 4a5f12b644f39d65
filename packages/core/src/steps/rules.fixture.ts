/** For tests: rule books with some rules changed, as they are stored. */
import type { RuleKind, RuleVersion } from "@orderdeck/contracts/rules/entities";
import { defaultBook, RULE_BOOK_KEY, type RuleBook, type StoredRule } from "../domain/rule-book.ts";
import { put } from "../ports/documents.ts";
import type { World } from "./steps.fixture.ts";

const ALWAYS = "1970-01-01T00:00:00.000Z";

/** A version that is live and enabled from the beginning, unless stated otherwise. */
export function version(number: number, fields: Partial<RuleVersion> = {}): RuleVersion {
	return {
		version: number,
		state: "LIVE",
		enabled: true,
		snoozed_until: null,
		limit: 300,
		currency: null,
		safe_countries: null,
		window_ms: null,
		since: ALWAYS,
		changed_at: ALWAYS,
		changed_by: "test",
		change: null,
		...fields,
	};
}

/** A rule whose alerts have its id as their reason. */
export function storedRule(id: string, kind: RuleKind, ...versions: readonly RuleVersion[]): StoredRule {
	return { id, kind, name: id, reason: id, versions };
}

/** The default rules, with the one of this kind enabled and changed. */
export function withRule(kind: RuleKind, changes: Partial<RuleVersion> = {}): RuleBook {
	const { rules } = defaultBook("USD");
	return {
		rules: rules.map((rule) => {
			const [first] = rule.versions;
			return rule.kind === kind && first !== undefined ? { ...rule, versions: [{ ...first, enabled: true, ...changes }] } : rule;
		}),
	};
}

export async function storeRules(world: World, book: RuleBook): Promise<void> {
	const [read] = await world.store.get("rules", [RULE_BOOK_KEY]);
	await world.store.write([put("rules", RULE_BOOK_KEY, read, book)]);
}
