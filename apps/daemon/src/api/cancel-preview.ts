/** What cancelling many orders would do now. */
import { type Money, moneySums } from "@orderdeck/contracts/money";
import type { OrdersApi } from "@orderdeck/contracts/orders/api";
import type { CancelPreview } from "@orderdeck/contracts/orders/requests";
import { type CancelPreviewLine, previewCancel } from "@orderdeck/core/commands/cancel-records";
import { selectOrders } from "@orderdeck/core/commands/order-selection";
import { isoOf } from "@orderdeck/core/domain/instant";
import type { ApiDeps } from "./deps.ts";

const BATCH = 500;
const EXAMPLES = 10;
const MOST_SHOWN = 1_000;

export function cancelPreviews({
	store,
	clock,
	baseCurrency,
}: Pick<ApiDeps, "store" | "clock" | "baseCurrency">): Pick<OrdersApi, "previewCancelOrders"> {
	return {
		async previewCancelOrders(selection) {
			const ids = await selectOrders({ store, clock }, selection);
			const lines: CancelPreviewLine[] = [];
			for (let from = 0; from < ids.length; from += BATCH) {
				lines.push(...(await previewCancel(store, ids.slice(from, from + BATCH))));
				// Other requests have their turn.
				await clock.sleep(0);
			}
			return summaryOf(lines, { at: isoOf(clock.now()), baseCurrency });
		},
	};
}

function summaryOf(
	lines: readonly CancelPreviewLine[],
	{ at, baseCurrency }: { readonly at: string; readonly baseCurrency: string },
): CancelPreview {
	const sum = (some: readonly CancelPreviewLine[]) => {
		const money = some.flatMap(({ order }): Money[] => (order === undefined ? [] : [order]));
		return { orders: some.length, ...moneySums(money, baseCurrency) };
	};
	const cancelled = lines.filter(({ refusal }) => refusal === undefined);
	const refused = Map.groupBy(
		lines.filter(({ refusal }) => refusal !== undefined),
		({ refusal }) => refusal?.code ?? "",
	);
	return {
		at,
		would_cancel: sum(cancelled),
		would_refund: sum(cancelled.filter(({ money }) => money !== "not-charged")),
		would_refuse: [...refused].map(([code, some]) => ({ code, ...sum(some), example_ids: some.slice(0, EXAMPLES).map(({ id }) => id) })),
		orders: lines.slice(0, MOST_SHOWN).map(shownLine),
	};
}

function shownLine(line: CancelPreviewLine): CancelPreview["orders"][number] {
	const { id, order, refusal, money } = line;
	const outcome = refusal !== undefined ? "refused" : money === "not-charged" ? "cancel" : "refund";
	return {
		id,
		outcome,
		code: refusal?.code ?? null,
		why: refusal?.message ?? consequenceOf(line),
		order: order === undefined ? null : pickShown(order),
	};
}

/** `no charge, stock released`, `refund to customer 6678`. */
function consequenceOf({ order, money, holdsStock }: CancelPreviewLine): string {
	if (money === "charged") return `refund to customer ${order?.customer_id}`;
	const charge = money === "pending" ? "pending charge refunded" : "no charge";
	return `${charge}, ${holdsStock ? "stock released" : "no stock held"}`;
}

function pickShown({ amount, currency, country, customer_id, status }: NonNullable<CancelPreviewLine["order"]>) {
	return { amount, currency, country, customer_id, status };
}
