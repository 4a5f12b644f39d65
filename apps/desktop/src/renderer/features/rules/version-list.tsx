/** The versions of a rule: since when, what each changed, and by whom; an earlier one can be restored. */
import type { ListedRule, RuleVersion } from "@orderdeck/contracts/rules/entities";
import { IconArrowBackUp, IconArrowNarrowRight } from "@tabler/icons-react";
import { useState } from "react";
import { initialsOf } from "../../audit/audit-words.ts";
import { epochOf, fullTime } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { ActButton } from "../../shell/act-button.tsx";
import { ErrorMessage, Panel } from "../../ui/panel.tsx";
import { Table, type TableColumn } from "../../ui/table.tsx";
import { RestoreSheet } from "./restore-sheet.tsx";
import { newestVersion, sinceWords } from "./rule-words.ts";
import classes from "./rules.module.css";
import { useRuleVersions } from "./use-rule-versions.ts";
import { hasSameParameters, type ValueChange, valueChanges } from "./value-changes.ts";

const COLUMNS: readonly TableColumn[] = [
	{ id: "version", head: "Version", width: 54 },
	{ id: "since", head: "Since" },
	{ id: "change", head: "Change" },
	{ id: "by", head: "By", width: 66, wide: true },
	{ id: "restore", head: <span className="sr">Restore</span>, width: 30 },
];

export function VersionList({ rule }: { rule: ListedRule }) {
	const { data, error, refetch } = useRuleVersions({ id: rule.id, newest: newestVersion(rule) });
	const [restoring, setRestoring] = useState<RuleVersion>();
	const versions = data?.versions ?? [];
	return (
		<Panel title="Versions" note={rule.name} className={classes.fixed}>
			{data === undefined && error !== null ? (
				<ErrorMessage what="The versions" error={error} onRetry={() => void refetch()} />
			) : (
				<div className={classes.versions}>
					<Table label={`Versions of ${rule.name}`} columns={COLUMNS} loading={data === undefined} skeletons={3}>
						{versions.map((version, place) => (
							<VersionRow
								key={version.version}
								rule={rule}
								version={version}
								before={versions.slice(place + 1).find(({ state }) => state === "LIVE")}
								onRestore={() => setRestoring(version)}
							/>
						))}
					</Table>
				</div>
			)}
			{restoring !== undefined && <RestoreSheet rule={rule} to={restoring} onClose={() => setRestoring(undefined)} />}
		</Panel>
	);
}

interface VersionRowProps {
	readonly rule: ListedRule;
	readonly version: RuleVersion;
	/** The live version before it. */
	readonly before: RuleVersion | undefined;
	readonly onRestore: () => void;
}

function VersionRow({ rule, version, before, onRestore }: VersionRowProps) {
	const now = daemonClock.now();
	const changes = before === undefined ? [] : valueChanges(rule.kind, { before, after: version }, now);
	const name = `v${version.version}`;
	return (
		<tr data-version={version.version} title={version.change ?? undefined}>
			<td className="mono">{name}</td>
			<td className="t2">
				<time dateTime={version.since} title={fullTime(epochOf(version.since))}>
					<SinceWords words={sinceWords(version.since, now)} />
				</time>
			</td>
			<td>
				<span className={classes.change}>
					{version.state === "SHADOW" && <span className="info xs">shadow</span>}
					{changes.length === 0 ? (
						<span className="t2">{before === undefined ? "initial" : "same values"}</span>
					) : (
						<Changes changes={changes} />
					)}
				</span>
			</td>
			<td className="wide">
				<span className="row" style={{ gap: 6 }} title={version.changed_by}>
					{version.changed_by !== "system" && (
						<span className={classes.avatar} aria-hidden>
							{initialsOf(version.changed_by)}
						</span>
					)}
					<span className={version.changed_by === "system" ? "t2 ell" : "ell"}>{version.changed_by}</span>
				</span>
			</td>
			<td>
				{version.version !== rule.version && (
					<ActButton
						action="rules.restore"
						variant="subtle"
						h={24}
						px={4}
						bg="transparent"
						aria-label={`Restore ${name}`}
						unavailable={hasSameParameters(version, rule) ? `The values of ${name} are those of v${rule.version}.` : undefined}
						onClick={onRestore}
					>
						<IconArrowBackUp size={14} aria-hidden />
					</ActButton>
				)}
			</td>
		</tr>
	);
}

/** `Nov 23 06:58`, on small screens without the time of another day. */
function SinceWords({ words }: { words: string }) {
	const [, day, time] = /^(\w+ \d+)( \d\d:\d\d)$/.exec(words) ?? [];
	if (day === undefined) return words;
	return (
		<>
			{day}
			<span className="wide">{time}</span>
		</>
	);
}

export function Changes({ changes }: { changes: readonly ValueChange[] }) {
	return changes.map(({ name, what, before, after }, place) => (
		<span key={name} className={classes.oneChange}>
			{place > 0 && <span className="t3">, </span>}
			<span className="t2">{what} </span>
			<del>{before}</del>
			<IconArrowNarrowRight size={12} aria-label="becomes" className="t3" />
			<b>{after}</b>
		</span>
	));
}
