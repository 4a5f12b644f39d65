/** Every role that runs: its health, how fast, how long, and what went wrong last. */
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { IconServerOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { age } from "../../format/duration.ts";
import { exactNumber, rate } from "../../format/number.ts";
import { epochOf, fullTime } from "../../format/time.ts";
import { useKnownUntil, useLive } from "../../live/live-context.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { CopyId } from "../../ui/copy-id.tsx";
import { ErrorMessage, Message, Panel } from "../../ui/panel.tsx";
import { serviceCountLook, serviceCounts, serviceLook } from "../../ui/service-state.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { rightClass, Table, type TableColumn } from "../../ui/table.tsx";
import { ProducerPanel } from "./producer-panel.tsx";
import { byFlow, producerIsHere, unitOf } from "./service-words.ts";
import classes from "./services.module.css";

const COLUMNS: readonly TableColumn[] = [
	{ id: "state", head: "State", width: 112 },
	{ id: "role", head: "Role", width: 92 },
	{ id: "rate", head: "Per second", right: true, width: 84 },
	{ id: "handled", head: "Handled", right: true, width: 124 },
	{ id: "retries", head: "Retries", right: true, width: 68 },
	{ id: "dead", head: "Dead letters", right: true, width: 88 },
	{ id: "restarts", head: "Restarts", right: true, width: 72 },
	{ id: "error", head: "Last error" },
	{ id: "up", head: "Uptime", right: true, width: 92 },
	{ id: "version", head: "Version", width: 64 },
	{ id: "instance", head: "Instance", width: 112 },
];

export function ServicesScreen() {
	const trpc = useTRPC();
	const streamed = useLive((state) => state.services);
	const query = useQuery({ ...trpc.services.status.queryOptions(), staleTime: Number.POSITIVE_INFINITY });
	const services = (streamed ?? query.data?.services)?.toSorted(byFlow);
	return (
		<>
			<PageHead title="Services">
				{services !== undefined &&
					serviceCounts(services).map((counted) => (
						<span key={counted.state} className="sm">
							<StateMark look={serviceCountLook(counted)} />
						</span>
					))}
			</PageHead>
			<div className={classes.page}>
				<Panel title="Roles" note="since the start of each; restarts in the last 24 h" className={classes.table}>
					{services === undefined && query.isError ? (
						<ErrorMessage what="The services" error={query.error} onRetry={() => void query.refetch()} />
					) : services?.length === 0 ? (
						<Message icon={<IconServerOff size={20} />} title="No roles are running">
							Roles appear here once a daemon runs them.
						</Message>
					) : (
						<Table label="Roles" columns={COLUMNS} loading={services === undefined} skeletons={7}>
							{services?.map((service) => (
								<ServiceRow key={`${service.role}/${service.instance}`} service={service} />
							))}
						</Table>
					)}
				</Panel>
				{services !== undefined && producerIsHere(services) && <ProducerPanel />}
			</div>
		</>
	);
}

function ServiceRow({ service }: { service: ServiceStatus }) {
	const now = useKnownUntil();
	const [started, seen] = [epochOf(service.started_at), epochOf(service.seen_at)];
	return (
		<tr data-role={service.role}>
			<td>
				<StateMark look={serviceLook(service.state)} />
			</td>
			<td className="med">{service.role}</td>
			<td className={rightClass}>{rate(service.per_second)}</td>
			<td className={rightClass}>
				{exactNumber(service.handled)} <span className="t3">{unitOf(service.role)}</span>
			</td>
			<td className={`${rightClass} ${service.retries > 0 ? "warn med" : "t2"}`}>{exactNumber(service.retries)}</td>
			<td className={`${rightClass} ${service.dead_letters > 0 ? "bad med" : "t2"}`}>{exactNumber(service.dead_letters)}</td>
			<td className={`${rightClass} ${(service.restarts ?? 0) > 0 ? "warn med" : "t2"}`}>
				{service.restarts === null ? "–" : exactNumber(service.restarts)}
			</td>
			<td className="ell" style={{ maxWidth: 0 }} title={service.last_error ?? undefined}>
				{service.last_error === null ? <span className="t3">none</span> : service.last_error}
			</td>
			{service.state === "stopped" ? (
				<td className={`${rightClass} bad`} title={`last seen ${fullTime(seen)}`}>
					silent {age(now, seen)}
				</td>
			) : (
				<td className={rightClass} title={`since ${fullTime(started)}`}>
					{age(now, started)}
				</td>
			)}
			<td className="mono t2">{service.version}</td>
			<td>
				<span className="row" style={{ gap: 4 }}>
					<span className="mono t2 ell" title={service.instance}>
						{service.instance}
					</span>
					<CopyId value={service.instance} what="instance" />
				</span>
			</td>
		</tr>
	);
}
