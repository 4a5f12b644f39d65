/** Shown above a draft whose rule somebody else has changed: who, when and what. The draft is kept. */
import { Button } from "@mantine/core";
import type { ListedRule } from "@orderdeck/contracts/rules/entities";
import { IconAlertTriangle } from "@tabler/icons-react";
import { clockTime, epochOf } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import type { RuleDraft } from "./rule-draft.ts";
import { newestVersion } from "./rule-words.ts";
import classes from "./rules.module.css";
import { useRuleVersions } from "./use-rule-versions.ts";
import { valueChanges } from "./value-changes.ts";
import { Changes } from "./version-list.tsx";

interface ChangedMeanwhileProps {
	readonly rule: ListedRule;
	readonly draft: RuleDraft;
	/** Goes on with the draft as a change of the newest version. */
	readonly onContinue: () => void;
	readonly onDiscard: () => void;
}

/** Nothing while the draft is of the newest version. */
export function ChangedMeanwhile({ rule, draft, onContinue, onDiscard }: ChangedMeanwhileProps) {
	const newest = newestVersion(rule);
	const { data } = useRuleVersions({ id: rule.id, newest });
	if (draft.version >= newest) return null;
	const version = data?.versions.find((each) => each.version === newest);
	const seen = data?.versions.find((each) => each.version === draft.version);
	const changes =
		version === undefined || seen === undefined ? [] : valueChanges(rule.kind, { before: seen, after: version }, daemonClock.now());
	const { changed_by, changed_at } = version ?? rule;
	return (
		<div className={classes.meanwhile} role="alert">
			<IconAlertTriangle size={16} className="warn" aria-hidden />
			<div className="grow">
				<p>
					<span className="med">
						{changed_by} saved v{newest} at {clockTime(epochOf(changed_at))}
					</span>
					{changes.length > 0 && (
						<>
							: <Changes changes={changes} />
						</>
					)}
				</p>
				<p className="t2">
					Your draft of v{draft.version + 1} is kept. What is struck through above its fields is v{rule.version}.
				</p>
			</div>
			<Button h={24} onClick={onDiscard}>
				Discard draft
			</Button>
			<Button h={24} onClick={onContinue}>
				Continue as v{newest + 1}
			</Button>
		</div>
	);
}
