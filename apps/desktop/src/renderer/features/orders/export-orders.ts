/** Orders as a file: every page of a list, up to a bound, as CSV or JSON. */
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { csvCell } from "../../format/csv.ts";
import { exactDigits } from "../../format/money.ts";

/** No file holds more orders; a narrower filter is the way to the rest. */
export const EXPORT_MOST = 50_000;

export type ExportFormat = "csv" | "json";

export interface ExportProgress {
	readonly orders: number;
	/** When the oldest of them was created, ISO 8601. */
	readonly back: string | undefined;
}

export interface ExportResult {
	readonly text: string;
	readonly orders: number;
	/** False when the bound was reached before the end of the list. */
	readonly complete: boolean;
}

export interface OrderPage {
	readonly orders: readonly OrderView[];
	readonly nextCursor: string | null;
}

export interface ExportOptions {
	readonly format: ExportFormat;
	readonly most?: number;
	readonly signal: AbortSignal;
	readonly onProgress: (progress: ExportProgress) => void;
}

const COLUMNS: readonly (readonly [string, (order: OrderView) => string])[] = [
	["order_id", (order) => String(order.order_id)],
	["created_at", (order) => order.created_at],
	["status", (order) => order.status],
	["amount", (order) => exactDigits(order.amount, order.currency)],
	["currency", (order) => order.currency],
	["country", (order) => order.country],
	["flagged", (order) => String(order.flagged)],
	["customer_id", (order) => String(order.customer_id)],
	["customer_email", (order) => order.customer_email ?? ""],
	["items", itemsText],
	["cancel_cause", (order) => order.cancel?.cause ?? ""],
	["cancel_reason", (order) => order.cancel?.reason ?? ""],
	["source", (order) => order.source],
	["processed_at", (order) => order.processed_at],
	["updated_at", (order) => order.updated_at],
	["kafka_partition", (order) => String(order.kafka_partition)],
	["kafka_offset", (order) => String(order.kafka_offset)],
];

/** `2 × PROD-003 @ 34.99; 1 × PROD-001 @ 79.99` */
function itemsText(order: OrderView): string {
	return (order.items ?? []).map((item) => `${item.quantity} × ${item.product_id} @ ${exactDigits(item.price, order.currency)}`).join("; ");
}

const WRITERS: Record<ExportFormat, { head: string; line: (order: OrderView) => string; between: string; tail: string }> = {
	csv: {
		// With a byte order mark: without it Excel does not read the file as UTF-8.
		head: `\uFEFF${COLUMNS.map(([name]) => name).join(",")}\r\n`,
		line: (order) => `${COLUMNS.map(([, read]) => csvCell(read(order))).join(",")}\r\n`,
		between: "",
		tail: "",
	},
	json: { head: "[\n", line: (order) => JSON.stringify(order), between: ",\n", tail: "\n]\n" },
};

/**
 * Reads page after page until the list ends, `most` is reached or `signal` aborts (then it rejects with the signal's reason). Orders that
 * arrive meanwhile are above the first page and are not in the file.
 */
export async function exportOrders(
	fetchPage: (cursor: string | undefined) => Promise<OrderPage>,
	options: ExportOptions,
): Promise<ExportResult> {
	const { format, most = EXPORT_MOST, signal, onProgress } = options;
	const writer = WRITERS[format];
	const lines: string[] = [];
	let back: string | undefined;
	let cursor: string | undefined;
	for (;;) {
		signal.throwIfAborted();
		const page = await fetchPage(cursor);
		signal.throwIfAborted();
		const taken = page.orders.slice(0, most - lines.length);
		for (const order of taken) lines.push(writer.line(order));
		back = taken.at(-1)?.created_at ?? back;
		onProgress({ orders: lines.length, back });
		cursor = page.nextCursor ?? undefined;
		const full = lines.length >= most && (cursor !== undefined || taken.length < page.orders.length);
		if (full || cursor === undefined) {
			return { text: writer.head + lines.join(writer.between) + writer.tail, orders: lines.length, complete: !full };
		}
	}
}

/** `orders-2026-11-21T10-30-00Z.csv`. `now` in ms since the epoch. */
export function exportName(format: ExportFormat, now: number): string {
	return `orders-${new Date(now).toISOString().slice(0, 19).replaceAll(":", "-")}Z.${format}`;
}

export const EXPORT_MIME: Record<ExportFormat, string> = { csv: "text/csv;charset=utf-8", json: "application/json" };
