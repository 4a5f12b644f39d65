import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { whereIsSchema } from "@orderdeck/contracts/orders/requests";
import { waitsOf } from "@orderdeck/contracts/orders/waits";
import { IconHourglassHigh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { z } from "zod";
import { useTRPC } from "../api/client.ts";
import { countText } from "../format/number.ts";
import { useKnownUntil, useLiveContext } from "../live/live-context.tsx";
import { RecordLink } from "../ui/record-link.tsx";
import classes from "./order-panel.module.css";

const READ_MS = 2_000;

/** The stage, the group and the place in its queue. Nothing for an order that has ended. */
export function WhereItWaits({ order }: { order: OrderView }) {
	const now = useKnownUntil();
	const waits = waitsOf(order);
	const read = useWhereIs(order, waits.length > 0);
	// What was read before the order's latest event concerns a step that is done: only the stage is known then.
	const where = waits.some(({ stage }) => stage === read?.stage) ? read : undefined;
	const wait = waits.find(({ stage }) => stage === where?.stage) ?? waits[0];
	if (wait === undefined) return null;
	const late = now - wait.since > wait.dueSeconds * 1000;
	return (
		<div className={classes.where} data-tone={late ? "warn" : undefined} data-testid="where-it-waits">
			<IconHourglassHigh size={16} stroke={1.75} aria-hidden className={late ? "warn" : "t2"} />
			<div>
				<div className="med">
					Waiting for {wait.stage}
					{aheadWords(where?.ahead ?? null)}
				</div>
				{where?.group != null && (
					<div className="t2">
						{where.group}
						{where.topic !== null && where.partition !== null && where.offset !== null && (
							<>
								{" · "}
								<RecordLink at={{ topic: where.topic, partition: where.partition, offset: where.offset }} />
							</>
						)}
					</div>
				)}
			</div>
		</div>
	);
}

/** Read again with each event of the order, and while it waits. */
function useWhereIs(order: OrderView, waits: boolean) {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const { data, refetch } = useQuery({
		...trpc.orders.whereIs.queryOptions({ id: String(order.order_id) }),
		enabled: waits,
		refetchInterval: pausedAt === undefined ? READ_MS : false,
	});
	const events = order.lifecycle.length;
	const readFor = useRef(events);
	useEffect(() => {
		if (events === readFor.current) return;
		readFor.current = events;
		if (waits) void refetch();
	}, [events, waits, refetch]);
	return data;
}

/** `, next`, `, 812 orders ahead`, `, 5,000+ orders ahead`; nothing where it is not known. */
export function aheadWords(ahead: z.infer<typeof whereIsSchema>["ahead"]): string {
	if (ahead === null) return "";
	if (ahead.orders === 0 && !ahead.at_least) return ", next";
	return `, ${countText(ahead.orders, ahead.at_least)} ${ahead.orders === 1 ? "order" : "orders"} ahead`;
}
