/** The drafts of rules, by rule: each is kept while its rule is out of sight. */
import type { ListedRule } from "@orderdeck/contracts/rules/entities";
import { z } from "zod";
import { daemonClock } from "../../live/daemon-clock.ts";
import { type DraftKind, useKeptDraft } from "../../shell/kept-draft.ts";
import { draftOf, newDraft, type RuleDraft, ruleDraftSchema } from "./rule-draft.ts";

type Drafts = Record<string, RuleDraft>;

const DRAFTS: DraftKind<Drafts> = { name: "rules", schema: z.record(z.string(), ruleDraftSchema), empty: () => ({}) };

/** No rule has this id: rules have letters in theirs. */
const NEW = "";

export interface EditedDraft {
	readonly draft: RuleDraft;
	readonly isChanged: boolean;
	readonly change: (change: Partial<RuleDraft>) => void;
	readonly reset: () => void;
}

/** Of a rule, or of a new one, which has this currency: its draft; as the rule is while nobody has changed it. */
export type DraftOf = (rule: ListedRule | undefined, currency: string) => EditedDraft;

export function useDrafts(): DraftOf {
	const [drafts, setDrafts] = useKeptDraft(DRAFTS);
	return (rule, currency) => {
		const id = rule?.id ?? NEW;
		const untouched = rule === undefined ? newDraft(currency) : draftOf(rule, daemonClock.now());
		const kept = drafts[id];
		const isChanged = kept !== undefined && !isSame(kept, untouched);
		return {
			draft: isChanged ? kept : untouched,
			isChanged,
			change: (part) =>
				setDrafts(({ [id]: known = untouched, ...others }) => {
					const changed = { ...known, ...part };
					// One that is as the rule again follows the rule.
					return isSame(changed, untouched) ? others : { ...others, [id]: changed };
				}),
			reset: () => setDrafts(({ [id]: _dropped, ...others }) => others),
		};
	};
}

/** Whatever version it was begun with. */
function isSame(a: RuleDraft, b: RuleDraft): boolean {
	const text = (draft: RuleDraft) => JSON.stringify(ruleDraftSchema.parse({ ...draft, version: 0, countries: draft.countries.toSorted() }));
	return text(a) === text(b);
}
