import { IconShieldCheck } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api/client.ts";
import { age } from "../../format/duration.ts";
import { money } from "../../format/money.ts";
import { epochOf, fullTime } from "../../format/time.ts";
import { reasonWords } from "../../format/words.ts";
import { useLiveContext, useNow } from "../../live/live-context.tsx";
import { Count } from "../../ui/count.tsx";
import { Country } from "../../ui/country.tsx";
import { ErrorMessage, Message, More, moreClass, Panel } from "../../ui/panel.tsx";
import { useStandingError } from "../../ui/use-standing-error.ts";
import classes from "./overview.module.css";

const READ_MS = 3_000;

export function NewestAlerts() {
	const trpc = useTRPC();
	const now = useNow();
	const { pausedAt } = useLiveContext();
	const query = useQuery({
		...trpc.alerts.list.queryOptions({ order: "newest", limit: 5 }),
		refetchInterval: pausedAt === undefined ? READ_MS : false,
		placeholderData: keepPreviousData,
	});
	const alerts = query.data?.alerts ?? [];
	const error = useStandingError(query);
	const link = (
		<Link to="/alerts" search={{ tab: "open" }} className={moreClass}>
			<More>
				{query.data === undefined ? (
					"Fraud alerts"
				) : (
					<span>
						<Count value={query.data.open} /> open
					</span>
				)}
			</More>
		</Link>
	);
	return (
		<Panel title="Newest alerts" more={link}>
			{error !== undefined ? (
				<ErrorMessage what="Alerts" error={error} onRetry={() => void query.refetch()} />
			) : query.data !== undefined && alerts.length === 0 ? (
				<Message icon={<IconShieldCheck size={20} />} title="No open alerts">
					Orders flagged by a rule appear here.
				</Message>
			) : (
				<table className={classes.table}>
					<colgroup>
						<col style={{ width: 46 }} />
						<col style={{ width: 64 }} />
						<col />
						<col style={{ width: 58 }} />
						<col style={{ width: 66 }} />
						<col style={{ width: 58 }} />
					</colgroup>
					<thead>
						<tr>
							<th className={classes.right}>Score</th>
							<th>Order</th>
							<th>Reason</th>
							<th>Country</th>
							<th className={classes.right}>Amount</th>
							<th className={classes.right}>Age</th>
						</tr>
					</thead>
					<tbody>
						{alerts.map((alert) => {
							const at = epochOf(alert.raised_at);
							return (
								<tr key={alert.alert_id}>
									<td className={`med ${classes.right}`}>{alert.score}</td>
									<td className="mono">
										<Link to="/alerts" search={{ tab: "open", alert: alert.alert_id }}>
											{String(alert.order_id)}
										</Link>
									</td>
									<td>{reasonWords(alert.reason)}</td>
									<td>
										<Country country={alert.country} />
									</td>
									<td className={classes.right}>{money(alert.amount, alert.currency)}</td>
									<td className={`t2 ${classes.right}`} title={fullTime(at)}>
										{age(now, at)}
									</td>
								</tr>
							);
						})}
					</tbody>
				</table>
			)}
		</Panel>
	);
}
