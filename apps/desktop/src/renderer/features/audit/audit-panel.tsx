/** One record of the audit log, beside the list. */
import { Button } from "@mantine/core";
import { IconMoodEmpty } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AuditHistory } from "../../audit/audit-history.tsx";
import { type AuditRow, actionWords, changesOf, targetWords } from "../../audit/audit-words.ts";
import { epochOf, fullTime } from "../../format/time.ts";
import { CopyId } from "../../ui/copy-id.tsx";
import { Message } from "../../ui/panel.tsx";
import { type PanelHeadProps, SidePanelBody, SidePanelFoot, SidePanelHead } from "../../ui/side-panel.tsx";
import classes from "./audit.module.css";
import { Result } from "./audit-columns.tsx";

interface AuditPanelProps extends Omit<PanelHeadProps, "children"> {
	/** Undefined while the list has not come down to it. */
	readonly record: AuditRow | undefined;
}

export function AuditPanel({ record, ...head }: AuditPanelProps) {
	return (
		<>
			<SidePanelHead {...head}>
				<h2>{record === undefined ? "Audit record" : actionWords(record.action)}</h2>
				{record !== undefined && <span className="t2 ell">{targetWords(record.target)}</span>}
			</SidePanelHead>
			{record === undefined ? (
				<Message icon={<IconMoodEmpty size={20} />} title="This record is not loaded">
					It is further down the list, or outside these filters.
				</Message>
			) : (
				<Record record={record} />
			)}
		</>
	);
}

function Record({ record }: { record: AuditRow }) {
	const changes = changesOf(record);
	return (
		<>
			<SidePanelBody label={`Audit record ${record.audit_id}`}>
				<section className={classes.section}>
					<dl className={classes.facts}>
						<Fact name="At">
							<span className="tn">{fullTime(epochOf(record.at))}</span>
						</Fact>
						<Fact name="Actor">
							{record.actor_name} <span className="t2">{[record.role, subjectOf(record)].filter(Boolean).join(", ")}</span>
						</Fact>
						<Fact name="Result">
							<Result record={record} />
						</Fact>
						<Fact name="Reason">{record.reason ?? <span className="t3">none given</span>}</Fact>
						{record.part_of !== null && <Fact name="Part of">{targetWords(`job:${record.part_of}`)}</Fact>}
					</dl>
				</section>
				<section className={classes.section}>
					<h3>Before → after</h3>
					{changes.length === 0 ? (
						<span className="t3">no change</span>
					) : (
						<table className={classes.changes}>
							<thead>
								<tr>
									<th>Field</th>
									<th>Before</th>
									<th>After</th>
								</tr>
							</thead>
							<tbody>
								{changes.map(({ name, from, to }) => (
									<tr key={name}>
										<td className="mono t2">{name || "value"}</td>
										<td className="mono">{from === undefined ? <span className="t3">–</span> : <del>{from}</del>}</td>
										<td className="mono">{to === undefined ? <span className="t3">–</span> : <ins>{to}</ins>}</td>
									</tr>
								))}
							</tbody>
						</table>
					)}
				</section>
				<AuditHistory target={record.target} version={record.audit_id} className={classes.section} />
				<section className={classes.section}>
					<dl className={classes.facts}>
						<Fact name="Record">
							<Id value={record.audit_id} what="record id" />
						</Fact>
						{record.request_id !== null && (
							<Fact name="Request">
								<Id value={record.request_id} what="request id" />
							</Fact>
						)}
						<Fact name="Sent by">
							{record.client} <span className="t2">{[record.auth, record.ip].filter(Boolean).join(", ")}</span>
						</Fact>
						{record.writer !== null && (
							<Fact name="Chain">
								<span className="mono ell" title={`writer ${record.writer}, the record before it: ${record.prev ?? "none"}`}>
									{record.writer.slice(0, 8)} #{record.seq}
								</span>
							</Fact>
						)}
					</dl>
				</section>
			</SidePanelBody>
			<ObjectLink target={record.target} />
		</>
	);
}

/** Of a token that has one: the name may be chosen by its owner. */
function subjectOf({ actor, actor_name }: AuditRow): string | undefined {
	return actor === actor_name ? undefined : actor;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
	return (
		<>
			<dt>{name}</dt>
			<dd>{children}</dd>
		</>
	);
}

function Id({ value, what }: { value: string; what: string }) {
	return (
		<span className="row mono xs">
			{value} <CopyId value={value} what={what} />
		</span>
	);
}

/** Leads to what was acted on, where it has a screen. */
function ObjectLink({ target }: { target: string }) {
	const [kind = "", ...rest] = target.split(":");
	const id = rest.join(":");
	const links: Readonly<Record<string, ReactNode>> = {
		order: <Button renderRoot={(props) => <Link to="/orders" search={{ order: id }} {...props} />}>Open order</Button>,
		group: <Button renderRoot={(props) => <Link to="/lag" search={{ group: id }} {...props} />}>Open group</Button>,
		product: <Button renderRoot={(props) => <Link to="/inventory" {...props} />}>Open inventory</Button>,
		job: <Button renderRoot={(props) => <Link to="/replay" {...props} />}>Open jobs</Button>,
		letter: <Button renderRoot={(props) => <Link to="/dead-letters" search={{ letter: id }} {...props} />}>Open dead letter</Button>,
		letters: <Button renderRoot={(props) => <Link to="/dead-letters" {...props} />}>Open dead letters</Button>,
		replay: <Button renderRoot={(props) => <Link to="/replay" {...props} />}>Open replays</Button>,
		producer: <Button renderRoot={(props) => <Link to="/services" {...props} />}>Open services</Button>,
	};
	if (links[kind] === undefined) return null;
	return (
		<SidePanelFoot>
			<span className="grow" />
			{links[kind]}
		</SidePanelFoot>
	);
}
