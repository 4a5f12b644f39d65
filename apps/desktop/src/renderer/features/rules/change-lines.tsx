/** Changes of a rule in a sheet, and what was read back. */
import type { Rule } from "@orderdeck/contracts/rules/entities";
import { clockTime, epochOf } from "../../format/time.ts";
import { type ChangeLine, Consequence } from "../../ui/action-sheet.tsx";
import { RuleSentence } from "./rule-sentence.tsx";
import { newestVersion } from "./rule-words.ts";
import type { ValueChange, ValueName } from "./value-changes.ts";

const NAME: Readonly<Record<ValueName, string>> = {
	limit: "Flagged",
	countries: "Safe countries",
	window: "Window",
	enabled: "State",
	snoozed: "Snoozed until",
};

/** A line for each value that changes. */
export function changeLines(changes: readonly ValueChange[]): ChangeLine[] {
	return changes.map(({ name, what, before, after }) => {
		const over = name === "limit" && what === "over" ? "over " : "";
		return { what: NAME[name], before: `${over}${before}`, after: `${over}${after}` };
	});
}

export const IN_FORCE_WORDS = "within 5\u202fs, in every member";
export const InForceFrom: ChangeLine = { what: "In force", after: IN_FORCE_WORDS };

/** Any newer version ends the one in shadow. */
export function shadowLines(rule: Pick<Rule, "shadow"> | undefined): ChangeLine[] {
	return rule?.shadow == null ? [] : [{ what: `Shadow v${rule.shadow.version}`, before: "compared", after: "ends" }];
}

/** `version`: the one that was made. */
export function SavedRule({ rule, version = newestVersion(rule) }: { rule: Rule; version?: number }) {
	const made = rule.shadow?.version === version ? rule.shadow : rule;
	const isShadow = made.state === "SHADOW";
	return (
		<Consequence tone="ok" title={`v${version} is saved${isShadow ? " in shadow" : ""}`}>
			<p>
				<RuleSentence kind={rule.kind} parameters={made} />
			</p>
			<p className="t2 tn">
				{isShadow ? "Compared with the live version" : "In force"} from {clockTime(epochOf(made.since))}, for orders received from then on.
			</p>
		</Consequence>
	);
}
