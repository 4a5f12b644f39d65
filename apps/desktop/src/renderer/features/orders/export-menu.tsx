/** Exports what the filters hold; shows its progress and can be stopped. */

import { Button, Menu } from "@mantine/core";
import { IconDownload, IconFileSpreadsheet, IconJson, IconPlayerStop } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTRPCClient } from "../../api/client.ts";
import { mayPass, problemOf } from "../../api/problem.ts";
import { exactNumber } from "../../format/number.ts";
import { fullTime } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { useHost } from "../../host/host-context.tsx";
import { daemonClock } from "../../live/daemon-clock.ts";
import { toastDone, toastRefused } from "../../ui/toast.tsx";
import { EXPORT_MIME, EXPORT_MOST, type ExportFormat, type ExportProgress, exportName, exportOrders } from "./export-orders.ts";
import { filtersOf, type OrderFilters, type OrderSearch } from "./order-filters.ts";
import classes from "./orders.module.css";

const PAGE = 500;
/** A page that could not be read is requested again this often, this many ms apart. */
const RETRIES = 5;
const RETRY_MS = 1_000;

/** One page of the list; requested again while the error is transient. */
function usePages() {
	const client = useTRPCClient();
	return async (filters: OrderFilters, cursor: string | undefined, signal: AbortSignal) => {
		for (let tries = 0; ; tries++) {
			try {
				return await client.orders.list.query({ ...filters, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }, { signal });
			} catch (error) {
				if (signal.aborted || !mayPass(error) || tries >= RETRIES) throw error;
				await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
			}
		}
	};
}

function useExport(search: OrderSearch) {
	const host = useHost();
	const fetchPage = usePages();
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
			const result = await exportOrders((cursor) => fetchPage(filters, cursor, signal), { format, signal, onProgress: setProgress });
			if (result.orders === 0) return toastRefused("Nothing was exported", "No order fits these filters.");
			const name = exportName(format, startedAt);
			if ((await host.saveFile(name, EXPORT_MIME[format], result.text)) === "cancelled") return;
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

export function ExportMenu({ search }: { search: OrderSearch }) {
	const { progress, start, stop } = useExport(search);
	if (progress !== undefined) {
		const back = progress.back === undefined ? "" : `, back to ${fullTime(Date.parse(progress.back)).slice(0, 19)} UTC`;
		return (
			<span className={classes.exporting}>
				<span className="tn" role="status" data-testid="export-progress">
					{`Exporting: ${counted(progress.orders, "order")}${back}`}
				</span>
				<Button leftSection={<IconPlayerStop size={14} />} onClick={stop}>
					Stop
				</Button>
			</span>
		);
	}
	return (
		<Menu position="bottom-end">
			<Menu.Target>
				<Button variant="subtle" color="gray" c="var(--od-text-2)" leftSection={<IconDownload size={14} />}>
					Export
				</Button>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>What the filters hold, up to {exactNumber(EXPORT_MOST)}</Menu.Label>
				<Menu.Item leftSection={<IconFileSpreadsheet size={14} />} onClick={() => void start("csv")}>
					CSV, a row an order
				</Menu.Item>
				<Menu.Item leftSection={<IconJson size={14} />} onClick={() => void start("json")}>
					JSON, whole order views
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
