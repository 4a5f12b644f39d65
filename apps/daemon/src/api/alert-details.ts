/** A fraud alert with what helps to decide: its order, its customer, and what was decided on alerts like it. */
import { AppError } from "@orderdeck/contracts/errors";
import { type AlertState, VERDICTS, type Verdict } from "@orderdeck/contracts/fraud/entities";
import type { AlertDetails } from "@orderdeck/contracts/fraud/requests";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { type CancelRecords, cancelRecordsOf, refusalIn } from "@orderdeck/core/commands/cancel-records";
import { completeAlert } from "@orderdeck/core/domain/alert";
import { alertAt } from "@orderdeck/core/domain/alert-queue";
import { moneyOf } from "@orderdeck/core/domain/cancellation";
import { dispatchDueAt } from "@orderdeck/core/domain/order-view";
import { DAY_MS } from "@orderdeck/core/domain/quarters";
import type { ApiDeps } from "./deps.ts";

export type FraudDeps = Pick<ApiDeps, "store" | "baseCurrency" | "clock">;

const SIMILAR_DAYS = 90;
const NEWEST = 5;
/** Alerts of one order that are looked at. */
const MOST_ALERTS = 20;

/** Undefined when there is no such alert. */
export async function alertDetails({ store, baseCurrency, clock }: FraudDeps, id: string): Promise<AlertDetails | undefined> {
	const [read] = await store.get("alerts", [id]);
	if (read === undefined) return undefined;
	const now = clock.now();
	const alert = alertAt(completeAlert(read.doc, baseCurrency), now);
	const { rule, country, order_id } = alert;
	const [[records], similar] = await Promise.all([
		cancelRecordsOf(store, [String(order_id)]),
		store.similarVerdicts({ rule, country, from: now - SIMILAR_DAYS * DAY_MS }),
	]);
	const order = records === undefined || records instanceof AppError ? undefined : records.order.doc;
	return {
		...alert,
		order_status: order?.status ?? null,
		dispatch_due_at: order === undefined ? null : dispatchDueAt(order),
		effect: effectOf(records),
		customer: order === undefined ? null : await customerOf(store, order),
		similar: Object.fromEntries(VERDICTS.map((verdict) => [verdict, similar[verdict] ?? 0])) as Record<Verdict, number>,
	};
}

/** What confirming the fraud would do to the order now. */
function effectOf(records: CancelRecords | AppError | undefined): AlertDetails["effect"] {
	if (records === undefined || records instanceof AppError) {
		return { would: "nothing", code: records?.code ?? null, message: records?.message ?? null, money: "not-charged", units: 0 };
	}
	const refusal = refusalIn(records);
	const { payment, reservation } = records;
	const held = reservation?.doc.status === "RESERVED" ? reservation.doc.items : [];
	return {
		would: refusal === undefined ? "cancel" : "nothing",
		code: refusal?.code ?? null,
		message: refusal?.message ?? null,
		money: moneyOf(payment?.doc.status),
		units: refusal === undefined ? held.reduce((sum, { quantity }) => sum + quantity, 0) : 0,
	};
}

async function customerOf(store: FraudDeps["store"], order: Readonly<OrderView>): Promise<AlertDetails["customer"]> {
	const customer = String(order.customer_id);
	const [{ items }, total] = await Promise.all([store.listOrders({ customer }, { limit: NEWEST }), store.countMatching({ customer })]);
	const orders = await Promise.all(
		items.map(async (each) => {
			const { order_id, created_at, status, amount, currency } = each;
			const found = await alertStateOf(store, each);
			const alert: CustomerOrder["alert"] = String(order_id) === String(order.order_id) ? "this" : found;
			return { found, order: { order_id, created_at, status, amount, currency, alert } };
		}),
	);
	return {
		customer_id: order.customer_id,
		orders: orders.map((each) => each.order),
		total,
		confirmed: orders.filter(({ found }) => found === "CONFIRMED_FRAUD").length,
	};
}

type CustomerOrder = NonNullable<AlertDetails["customer"]>["orders"][number];

/** What its alerts came to: one that waits for a verdict, else the gravest verdict. */
async function alertStateOf(store: FraudDeps["store"], { lifecycle }: Readonly<OrderView>): Promise<"none" | "open" | Verdict> {
	const ids = lifecycle.flatMap(({ type, event_id }) => (type === "FRAUD_ALERT_RAISED" ? [event_id] : []));
	if (ids.length === 0) return "none";
	const alerts = (await store.get("alerts", ids.slice(0, MOST_ALERTS))).flatMap((read) => (read === undefined ? [] : [read.doc]));
	const verdicts = alerts.map(({ resolution }) => resolution?.verdict);
	return alerts.some(({ state }) => isWaiting(state)) ? "open" : (VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? "none");
}

function isWaiting(state: AlertState): boolean {
	return state !== "RESOLVED";
}
