/** Every role that runs: its health, how fast, how long, and what went wrong last. */
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { IconServerOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { age } from "../../format/duration.ts";
import { exactNumber, rate } from "../../format/number.ts";
import { epochOf, fullTime } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { useKnownUntil, useLive } from "../../live/live-context.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { CopyId } from "../../ui/copy-id.tsx";
import { MiddleEllipsis } from "../../ui/middle-ellipsis.tsx";
import { ErrorMessage, Message, Panel } from "../../ui/panel.tsx";
import { producerIsHere, serviceCountLook, serviceCounts, serviceLook } from "../../ui/service-state.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { belowClass, fromClass, rightClass, Table, type TableColumn } from "../../ui/table.tsx";
import { ProducerPanel } from "./producer-panel.tsx";
import { byFlow, unitOf } from "./service-words.ts";
import classes from "./services.module.css";

const COLUMNS: readonly TableColumn[] = [
	{ id: "state", head: "State", width: 112 },
	{ id: "role", head: "Role", width: 92 },
	{ id: "rate", head: "Per second", right: true, width: 84 },
	{ id: "handled", head: "Handled", right: true, width: 124, from: 800 },
	{ id: "retries", head: "Retries", right: true, width: 68, from: 1100 },
	{ id: "dead", head: "Dead letters", right: true, width: 88 },
	{ id: "restarts", head: "Restarts", right: true, width: 72, from: 1100 },
	{ id: "error", head: "Last error" },
	{ id: "up", head: "Uptime", right: true, width: 92, from: 800 },
	{ id: "version", head: "Version", width: 64, from: 1100 },
	{ id: "instance", head: "Instance", width: 112, from: 1100 },
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
						<Table label="Roles" columns={COLUMNS} loading={services === undefined} skeletons={7} isMain>
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
				<StateMark look={serviceLook(service)} />
			</td>
			<td className="med">{service.role}</td>
			<td className={rightClass}>{rate(service.per_second)}</td>
			<td className={`${rightClass} ${fromClass(800)}`}>
				{exactNumber(service.handled)} <span className="t3">{unitOf(service.role)}</span>
			</td>
			<td className={`${rightClass} ${fromClass(1100)} ${service.retries > 0 ? "warn med" : "t2"}`}>{exactNumber(service.retries)}</td>
			<td className={`${rightClass} ${service.dead_letters > 0 ? "bad med" : "t2"}`}>{exactNumber(service.dead_letters)}</td>
			<td className={`${rightClass} ${fromClass(1100)} ${(service.restarts ?? 0) > 0 ? "warn med" : "t2"}`}>
				{service.restarts === null ? "–" : exactNumber(service.restarts)}
			</td>
			<td className={`ell ${classes.error}`} title={service.last_error ?? undefined}>
				{service.last_error === null ? <span className="t3">none</span> : service.last_error}
				<LeftOut service={service} />
			</td>
			{service.state === "stopped" ? (
				<td className={`${rightClass} ${fromClass(800)} bad`} title={`last seen ${fullTime(seen)}`}>
					silent {age(now, seen)}
				</td>
			) : (
				<td className={`${rightClass} ${fromClass(800)}`} title={`since ${fullTime(started)}`}>
					{age(now, started)}
				</td>
			)}
			<td className={`mono t2 ${fromClass(1100)}`}>{service.version}</td>
			<td className={fromClass(1100)} style={{ maxWidth: 0 }}>
				<span className="row" style={{ gap: 4 }}>
					<MiddleEllipsis className="mono t2" text={service.instance} />
					<CopyId value={service.instance} what="instance" />
				</span>
			</td>
		</tr>
	);
}

/** What a narrow screen has no columns for. */
function LeftOut({ service: { handled, role, retries, restarts, version, instance } }: { service: ServiceStatus }) {
	return (
		<div className={`xs t3 tn ${belowClass(1100)} ${classes.left}`}>
			<span className={belowClass(800)}>
				{exactNumber(handled)} {unitOf(role)} ·{" "}
			</span>
			{counted(retries, "retry", "retries")} · {restarts === null ? "" : `${counted(restarts, "restart")} · `}
			{version} · {instance}
		</div>
	);
}
