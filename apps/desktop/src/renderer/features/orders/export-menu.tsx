/** Exports the filtered or the chosen orders; shows its progress and can be stopped. */

import { Button, Menu } from "@mantine/core";
import { MOST_READ } from "@orderdeck/contracts/orders/requests";
import { IconDownload, IconFileSpreadsheet, IconJson, IconPlayerStop } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { mayPass, problemOf } from "../../api/problem.ts";
import { useSaveExport } from "../../audit/use-save-export.ts";
import { exactNumber } from "../../format/number.ts";
import { fullTime } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { toastDone, toastRefused } from "../../ui/toast.tsx";
import {
	EXPORT_MIME,
	EXPORT_MOST,
	type ExportFormat,
	type ExportProgress,
	exportName,
	exportOrders,
	type OrderPage,
} from "./export-orders.ts";
import { filterSearchOf, filtersOf, type OrderFilters, type OrderSearch } from "./order-filters.ts";
import classes from "./orders.module.css";
import { countWords, useOrderCounts } from "./use-order-counts.ts";

const PAGE = 500;
/** A page that could not be read is requested again this often, this many ms apart. */
const RETRIES = 5;
const RETRY_MS = 1_000;

/** Pages of the list, or of the chosen orders as they are now; each is requested again while the error is transient. */
function usePages() {
	const client = useTRPCClient();
	const retried = async (read: () => Promise<OrderPage>, signal: AbortSignal) => {
		for (let tries = 0; ; tries++) {
			try {
				return await read();
			} catch (error) {
				if (signal.aborted || !mayPass(error) || tries >= RETRIES) throw error;
				await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
			}
		}
	};
	return {
		ofList: (filters: OrderFilters, cursor: string | undefined, signal: AbortSignal) =>
			retried(() => client.orders.list.query({ ...filters, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }, { signal }), signal),
		ofChosen: (ids: readonly string[], cursor: string | undefined, signal: AbortSignal) =>
			retried(async () => {
				const from = Number(cursor ?? 0);
				const end = from + MOST_READ;
				const { orders } = await client.orders.named.query({ ids: ids.slice(from, end) }, { signal });
				return { orders, nextCursor: end < ids.length ? String(end) : null };
			}, signal),
	};
}

interface ExportOf {
	readonly search: OrderSearch;
	/** The ids of the chosen orders; undefined: all that the filters match. */
	readonly chosen?: readonly string[] | undefined;
}

/** The audit record states so many of the chosen ids; how many orders were exported it states too. */
const MOST_NAMED = 300;

function useExport({ search, chosen }: ExportOf) {
	const saveExport = useSaveExport();
	const pages = usePages();
	const [progress, setProgress] = useState<ExportProgress>();
	const stop = useRef<AbortController>(undefined);
	useEffect(() => () => stop.current?.abort(), []);

	const start = async (format: ExportFormat) => {
		const controller = new AbortController();
		stop.current = controller;
		const { signal } = controller;
		const startedAt = daemonClock.now();
		const filters = filtersOf(search, startedAt);
		setProgress({ orders: 0, back: undefined });
		try {
			const fetchPage = (cursor: string | undefined) =>
				chosen === undefined ? pages.ofList(filters, cursor, signal) : pages.ofChosen(chosen, cursor, signal);
			const result = await exportOrders(fetchPage, { format, signal, onProgress: setProgress });
			if (result.orders === 0) return toastRefused("Nothing was exported", "No orders match these filters.");
			const name = exportName(format, startedAt);
			const filter = chosen === undefined ? { ...filters } : { ids: chosen.slice(0, MOST_NAMED) };
			const record = { what: "orders", format, filter, rows: result.orders } as const;
			if ((await saveExport({ record, name, mime: EXPORT_MIME[format], text: result.text })) === "cancelled") return;
			const title = `${counted(result.orders, "order")} exported`;
			if (result.complete) toastDone(title, name);
			else toastRefused(title, `The newest ${exactNumber(EXPORT_MOST)}, in ${name}: narrower filters reach the rest.`);
		} catch (error) {
			if (!signal.aborted) toastRefused("Nothing was exported", problemOf(error).message);
		} finally {
			setProgress(undefined);
		}
	};
	return { progress, start, stop: () => stop.current?.abort() };
}

interface ExportMenuProps extends ExportOf {
	/** In the bar of a selection. */
	readonly small?: boolean;
}

export function ExportMenu({ search, chosen, small = false }: ExportMenuProps) {
	const { progress, start, stop } = useExport({ search, chosen });
	const height = small ? { h: 24 } : {};
	if (progress !== undefined) {
		const back = progress.back === undefined || small ? "" : `, back to ${fullTime(Date.parse(progress.back)).slice(0, 19)} UTC`;
		return (
			<span className={classes.exporting}>
				<span className="tn" role="status" data-testid="export-progress">
					{`Exporting: ${counted(progress.orders, "order")}${back}`}
				</span>
				<Button {...height} leftSection={<IconPlayerStop size={14} />} onClick={stop}>
					Stop
				</Button>
			</span>
		);
	}
	return (
		<Menu position="bottom-end">
			<Menu.Target>
				<Button {...height} variant="subtle" color="gray" c="var(--od-text-2)" leftSection={<IconDownload size={14} />}>
					{small ? "Export selected" : "Export"}
				</Button>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>
					{chosen === undefined ? <Filtered search={search} /> : `${counted(chosen.length, "selected order")}, as now`}
				</Menu.Label>
				<Menu.Item leftSection={<IconFileSpreadsheet size={14} />} onClick={() => void start("csv")}>
					CSV, one row per order
				</Menu.Item>
				<Menu.Item leftSection={<IconJson size={14} />} onClick={() => void start("json")}>
					JSON, full orders
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}

/** How many orders are exported and what they come to, before it starts. */
function Filtered({ search }: { readonly search: OrderSearch }) {
	const matching = useOrderCounts(search)(filterSearchOf(search));
	const isCut = matching !== undefined && matching.orders > EXPORT_MOST;
	return (
		<>
			{matching !== undefined && (
				<span className={classes.exported}>
					{isCut ? `Export the newest ${exactNumber(EXPORT_MOST)} of ${countWords(matching)}` : `Export ${countWords(matching)}`}
				</span>
			)}
			{`Filtered orders (max ${exactNumber(EXPORT_MOST)})`}
		</>
	);
}
