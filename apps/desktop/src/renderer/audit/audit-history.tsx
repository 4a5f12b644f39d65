/** What operators did to one thing, newest first, in its panel. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTRPC } from "../api/client.ts";
import { epochOf, exactTimeOrDate, fullTime } from "../format/time.ts";
import { daemonClock } from "../live/daemon-clock.ts";
import classes from "./audit-history.module.css";
import { actionWords, changeWords, resultLook } from "./audit-words.ts";

const MOST = 20;

interface AuditHistoryProps {
	/** Such as `order:123`. */
	readonly target: string;
	/** The version of what is shown: another one may have come from an action. */
	readonly version: string;
	readonly className?: string | undefined;
}

/** Nothing while nobody has acted on it. */
export function AuditHistory({ target, version, className }: AuditHistoryProps) {
	const trpc = useTRPC();
	const { data, refetch } = useQuery(trpc.audit.list.queryOptions({ target, limit: MOST }));
	// biome-ignore lint/correctness/useExhaustiveDependencies: each version of what is shown may have come from an action
	useEffect(() => void refetch(), [version]);
	const records = data?.records ?? [];
	if (records.length === 0) return null;
	return (
		<section className={className} aria-label="Actions">
			<h3>
				Actions
				<Link to="/audit" search={{ target }} className="acc xs">
					Audit log
				</Link>
			</h3>
			<ol className={classes.list}>
				{records.map((record) => {
					const look = resultLook(record);
					const change = changeWords(record);
					const at = epochOf(record.at);
					return (
						<li key={record.audit_id}>
							<time className="t2 tn" dateTime={record.at} title={fullTime(at)}>
								{exactTimeOrDate(at, daemonClock.now())}
							</time>
							<Link to="/audit" search={{ target, record: record.audit_id }} className="ell" title={record.reason ?? undefined}>
								<b>{record.actor_name}</b> {actionWords(record.action).toLowerCase()}
								{look.tone === "ok" && change?.from !== undefined && (
									<span className="t2">
										{" "}
										{change.from} → {change.to}
									</span>
								)}
								{record.reason !== null && <span className="t2"> · {record.reason}</span>}
							</Link>
							{look.tone !== "ok" && <span className={`mono xs ${look.tone}`}>{look.word}</span>}
						</li>
					);
				})}
			</ol>
		</section>
	);
}
