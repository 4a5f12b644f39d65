/** The commands on fraud rules. A change is a new version; none is changed once it is saved. */
import { AppError, invalidInput } from "@orderdeck/contracts/errors";
import type { RuleKind } from "@orderdeck/contracts/rules/entities";
import type { ruleCommands } from "@orderdeck/contracts/rules/requests";
import { ruleOf, type StoredRule } from "../domain/rule-book.ts";
import { fieldsOf, MOST_RULES, newFields, type Saving } from "../domain/rule-changes.ts";
import type { CommandContext } from "./context.ts";
import { type Attempt, unchanged } from "./decision.ts";
import type { HandlersOf } from "./handler.ts";
import {
	checkParameters,
	checkSeen,
	earlierTry,
	inForceFrom,
	laterInstant,
	loadBook,
	loadRule,
	saved,
	savedBefore,
} from "./rule-record.ts";
import { suppressionHandlers } from "./suppressions.ts";

export const ruleHandlers: HandlersOf<typeof ruleCommands> = {
	...suppressionHandlers,

	async createRule(context, { kind, reason, name, comment, ...given }, attempt) {
		const loaded = await loadBook(context);
		const id = ruleId(reason);
		const known = loaded.book.rules.find((rule) => rule.id === id);
		const done = known && earlierTry(known, attempt, 0);
		if (done !== undefined) return ofRule(id, savedBefore(done));
		if (known !== undefined)
			throw new AppError(
				"RULE_EXISTS",
				`There is a rule ${id}, with the reason ${known.reason}. Change that one, or state another reason.`,
			);
		if (loaded.book.rules.length >= MOST_RULES)
			throw invalidInput([], `there are ${MOST_RULES} rules, the most that are kept: change one of them`);
		const fields = {
			state: given.state ?? "LIVE",
			enabled: given.enabled ?? true,
			snoozed_until: laterInstant("snoozed_until", given.snoozed_until, attempt.at) ?? null,
			limit: given.limit ?? 0,
			currency: kind === "velocity" ? null : (given.currency ?? context.baseCurrency),
			safe_countries: given.safe_countries ?? null,
			window_ms: given.window_ms ?? null,
		} as const;
		const rule: StoredRule = { id, kind: kind satisfies RuleKind, name: name ?? nameOf(reason), reason, versions: [] };
		return ofRule(id, saved({ loaded, before: rule, fields, saving: savingOf(context, attempt, comment) }));
	},

	async updateRule(context, { id, version, name, reason, ...given }, attempt) {
		const loaded = await loadRule(context, id);
		const { rule } = loaded;
		const done = earlierTry(rule, attempt, version);
		if (done !== undefined) return savedBefore(done);
		checkSeen(rule, version);
		checkParameters(rule, given);
		const changes = { ...given, snoozed_until: laterInstant("snoozed_until", given.snoozed_until, attempt.at) };
		const renamed = name !== undefined && name !== rule.name;
		const fields = newFields(rule, changes) ?? (renamed ? currentFields(rule) : undefined);
		if (fields === undefined) return unchanged(ruleOf(rule));
		return saved({ loaded, before: rule, fields, saving: savingOf(context, attempt, reason), name });
	},

	async restoreRule(context, { id, version, to, reason }, attempt) {
		const loaded = await loadRule(context, id);
		const { rule } = loaded;
		const done = earlierTry(rule, attempt, version);
		if (done !== undefined) return savedBefore(done);
		checkSeen(rule, version);
		const earlier = rule.versions.find((each) => each.version === to);
		if (earlier === undefined) throw new AppError("NOT_FOUND", `Rule ${id} has no version ${to}.`);
		const { limit, currency, safe_countries, window_ms } = earlier;
		const fields = newFields(rule, { limit, currency, safe_countries, window_ms });
		if (fields === undefined) return unchanged(ruleOf(rule));
		return saved({ loaded, before: rule, fields, saving: savingOf(context, attempt, reason) });
	},
};

/** Of the version that a change without a state starts from. */
function currentFields(rule: StoredRule) {
	const { shadow: _shadow, ...shown } = ruleOf(rule);
	return fieldsOf(shown);
}

function ofRule<D extends { readonly audit: object }>(id: string, decision: D) {
	return { ...decision, audit: { ...decision.audit, target: `rule:${id}` } };
}

function savingOf(context: CommandContext, attempt: Attempt, why: string | undefined): Saving {
	return { by: attempt.actor.name, at: attempt.at, why: why ?? null, from: inForceFrom(context, attempt) };
}

/** `card-testing` for `CARD_TESTING`. */
function ruleId(reason: string): string {
	return reason.toLowerCase().replaceAll("_", "-");
}

/** `Card testing` for `CARD_TESTING`. */
function nameOf(reason: string): string {
	const words = reason.toLowerCase().replaceAll(/[_-]+/g, " ").trim();
	return words === "" ? reason : words.slice(0, 1).toUpperCase() + words.slice(1);
}
