/** What is known of a record beside its value: its order, who is past it, its headers, the order's other records. */
import { Button, CopyButton } from "@mantine/core";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { RecordView } from "@orderdeck/contracts/records/entities";
import { IconCheck, IconCopy, IconExternalLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api/client.ts";
import { age, interval } from "../../format/duration.ts";
import { exactNumber } from "../../format/number.ts";
import { epochOf, exactTimeOrDate, fullTime } from "../../format/time.ts";
import { eventWord } from "../../format/words.ts";
import { useKnownUntil } from "../../live/live-context.tsx";
import { CopyId } from "../../ui/copy-id.tsx";
import { OrderStatusMark } from "../../ui/order-status.tsx";
import { RecordLink } from "../../ui/record-link.tsx";
import classes from "./record.module.css";
import { RecordGroups } from "./record-groups.tsx";

export function RecordDetails({ record }: { record: RecordView }) {
	const id = record.event?.order_id ?? undefined;
	const trpc = useTRPC();
	const { data: order } = useQuery({ ...trpc.orders.get.queryOptions({ id: id ?? "-" }), enabled: id !== undefined, retry: false });
	return (
		<aside className={classes.panel} aria-label="About the record">
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
			<section className={classes.scroll} tabIndex={0} aria-label="Facts of the record">
				<Facts record={record} order={order} />
				<RecordGroups record={record} />
				<Headers headers={record.headers} />
				{order !== undefined && <OrderRecords record={record} order={order} />}
			</section>
			<footer className={classes.foot}>
				{id !== undefined && (
					<Button
						leftSection={<IconExternalLink size={14} />}
						renderRoot={(props: object) => <Link to="/orders" search={{ order: id }} {...props} />}
					>
						Open order
					</Button>
				)}
				<span className="grow" />
				<CopyButton value={window.location.href} timeout={1000}>
					{({ copied, copy }) => (
						<Button
							variant="subtle"
							color="gray"
							c="var(--od-text-2)"
							leftSection={copied ? <IconCheck size={14} className="ok" /> : <IconCopy size={14} />}
							onClick={copy}
						>
							Copy link
						</Button>
					)}
				</CopyButton>
			</footer>
		</aside>
	);
}

function Facts({ record, order }: { record: RecordView; order: OrderView | undefined }) {
	const now = useKnownUntil();
	const at = epochOf(record.timestamp);
	const id = record.event?.order_id ?? null;
	return (
		<dl className={`${classes.part} ${classes.facts}`}>
			{id !== null && (
				<>
					<dt>Order</dt>
					<dd>
						<Link to="/orders" search={{ order: id }} className="acc mono">
							{id}
						</Link>
						<CopyId value={id} what="order id" />
						{order !== undefined && <OrderStatusMark status={order.status} />}
					</dd>
				</>
			)}
			<dt>Timestamp</dt>
			<dd className="tn" title={fullTime(at)}>
				{exactTimeOrDate(at, now)} <span className="t3 xs">{age(now, at)} ago</span>
			</dd>
			<dt>Key</dt>
			<dd className="ell">
				{record.key === null ? <span className="t2">none</span> : <span className="mono ell">{record.key}</span>}
				{record.key !== null && <span className="t3 xs">{exactNumber(new TextEncoder().encode(record.key).length)} B</span>}
			</dd>
			<dt>Size</dt>
			<dd className="tn">
				{exactNumber(record.size_bytes)} B value, {exactNumber(record.header_bytes)} B headers
			</dd>
		</dl>
	);
}

function Headers({ headers }: { headers: RecordView["headers"] }) {
	const names = Object.keys(headers);
	return (
		<section className={classes.part}>
			<h3>
				Headers <span className="t3 xs">{names.length}</span>
			</h3>
			<dl className={classes.headers}>
				{names.map((name) => (
					<div key={name}>
						<dt className="mono t2 ell">{name}</dt>
						<dd className="mono ell" title={headers[name]}>
							{headers[name]}
						</dd>
					</div>
				))}
			</dl>
		</section>
	);
}

function OrderRecords({ record, order }: { record: RecordView; order: OrderView }) {
	const now = useKnownUntil();
	const first = epochOf(order.lifecycle[0]?.occurred_at ?? order.created_at);
	return (
		<section className={classes.part}>
			<h3>
				Records of order {String(order.order_id)} <span className="t3 xs">{order.lifecycle.length}</span>
			</h3>
			<ol className={classes.records}>
				{order.lifecycle.map((entry, place) => {
					const isItself = entry.topic === record.topic && entry.partition === record.partition && entry.offset === record.offset;
					const at = epochOf(entry.occurred_at);
					return (
						<li key={entry.event_id} aria-current={isItself || undefined}>
							<RecordLink at={entry} className={isItself ? "" : "acc"} />
							<span className="ell">{eventWord(entry.type)}</span>
							<time className="t2" title={fullTime(at)}>
								{place === 0 ? exactTimeOrDate(at, now) : `+${interval(at - first)}`}
							</time>
						</li>
					);
				})}
			</ol>
		</section>
	);
}
