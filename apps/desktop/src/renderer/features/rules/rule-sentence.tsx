import type { RuleKind, RuleParameters } from "@orderdeck/contracts/rules/entities";
import { ruleSentence } from "./rule-words.ts";

/** The condition of a rule, with its values emphasized. */
export function RuleSentence({ kind, parameters }: { kind: RuleKind; parameters: RuleParameters }) {
	return (
		<span className="t2">
			{ruleSentence(kind, parameters).map(({ text, isValue }) =>
				isValue ? (
					<b key={text} className="tn" style={{ color: "var(--od-text)", fontWeight: 500 }}>
						{text}
					</b>
				) : (
					text
				),
			)}
		</span>
	);
}
