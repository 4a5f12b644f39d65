import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { IconHourglassHigh } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "../api/client.ts";
import { exactNumber } from "../format/number.ts";
import { useKnownUntil, useLiveContext } from "../live/live-context.tsx";
import classes from "./order-panel.module.css";
import { waitsFor } from "./order-steps.ts";

const READ_MS = 2_000;

/** The stage, the group and the place in its queue. Nothing for an order that has ended. */
export function WhereItWaits({ order }: { order: OrderView }) {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const now = useKnownUntil();
	const wait = waitsFor(order);
	const { data } = useQuery({
		...trpc.orders.whereIs.queryOptions({ id: String(order.order_id) }),
		enabled: wait !== undefined,
		refetchInterval: pausedAt === undefined ? READ_MS : false,
		placeholderData: keepPreviousData,
	});
	if (wait === undefined) return null;
	const late = now - wait.since > wait.dueSeconds * 1000;
	const place = data?.behind === null || data?.behind === undefined ? undefined : data.behind;
	return (
		<div className={classes.where} data-tone={late ? "warn" : undefined}>
			<IconHourglassHigh size={16} stroke={1.75} aria-hidden className={late ? "warn" : "t2"} />
			<div>
				<div className="med">
					Waits for {wait.stage}
					{place === undefined ? "" : place === 0 ? ", first in line" : `, ${exactNumber(place)} before it`}
				</div>
				{data?.group != null && (
					<div className="t2">
						{data.group}
						{data.topic !== null && (
							<>
								{" · "}
								<span className="mono">
									{data.topic}/{data.partition} @ {data.offset}
								</span>
							</>
						)}
					</div>
				)}
			</div>
		</div>
	);
}
