/** What is in stock, what of it is reserved, and what is on order. */

import { CATALOG_CURRENCY, type ProductView } from "@orderdeck/contracts/inventory/entities";
import { IconAlertOctagon, IconPackageOff, IconTruckDelivery } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTRPC } from "../../api/client.ts";
import { age, duration } from "../../format/duration.ts";
import { money } from "../../format/money.ts";
import { exactNumber } from "../../format/number.ts";
import { epochOf, fullTime } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { useLive, useLiveContext, useNow } from "../../live/live-context.tsx";
import { useMayAct } from "../../shell/session.tsx";
import { PageHead } from "../../shell/shell.tsx";
import { CopyId } from "../../ui/copy-id.tsx";
import { Kept } from "../../ui/kept.tsx";
import { ErrorMessage, Message, Panel } from "../../ui/panel.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { byState, outOfStockWords, stockCounts, stockLook } from "../../ui/stock-state.ts";
import { rightClass, Table, type TableColumn } from "../../ui/table.tsx";
import { useStandingError } from "../../ui/use-standing-error.ts";
import { Adjust } from "./adjust.tsx";
import classes from "./inventory.module.css";
import { Restock } from "./restock.tsx";
import { stockLevel } from "./stock-level.ts";

const READ_MS = 2_000;

const COLUMNS: readonly TableColumn[] = [
	{ id: "state", head: "State", width: 112 },
	{ id: "product", head: "Product", width: 108 },
	{ id: "name", head: "Name" },
	{ id: "price", head: "Price", right: true, width: 76 },
	{ id: "shelf", head: "Stock", width: "16%" },
	{ id: "available", head: "Available", right: true, width: 76 },
	{ id: "reserved", head: "Reserved", right: true, width: 76 },
	{ id: "hand", head: "On hand", right: true, width: 72 },
	{ id: "reorder", head: "Reorder point", right: true, width: 104 },
	{ id: "shipped", head: "Shipped", right: true, wide: true, width: 76 },
	{ id: "restocked", head: "Restocked", right: true, wide: true, width: 84 },
	{ id: "supply", head: "Supplier", width: 116 },
];
const ACTION: TableColumn = { id: "act", head: <span className="sr">Actions</span>, width: 204 };

export function InventoryScreen() {
	const trpc = useTRPC();
	const { pausedAt } = useLiveContext();
	const now = useNow();
	const query = useQuery({
		...trpc.inventory.list.queryOptions(),
		refetchInterval: pausedAt === undefined ? READ_MS : false,
		placeholderData: keepPreviousData,
	});
	const products = query.data?.products;
	const error = useStandingError(query);
	return (
		<>
			<PageHead title="Inventory">
				<Kept isStale={query.isError}>
					{products !== undefined &&
						stockCounts(products).map(({ state, count }) => (
							<span key={state} className="sm">
								<StateMark look={{ ...stockLook(state), word: `${count} ${stockLook(state).word.toLowerCase()}` }} />
							</span>
						))}
				</Kept>
				<OutOfStockRate />
				<span className="grow" />
				{products !== undefined && <span className="xs t3 tn">read {age(now, daemonClock.at(query.dataUpdatedAt))} ago</span>}
			</PageHead>
			<Panel title="Products" more={<Legend />} className={classes.panel}>
				{error !== undefined ? (
					<ErrorMessage what="The inventory" error={error} onRetry={() => void query.refetch()} />
				) : products?.length === 0 ? (
					<Message icon={<IconPackageOff size={20} />} title="No products">
						The catalog appears here once the inventory role has started.
					</Message>
				) : (
					<Kept isStale={query.isError}>
						<Products products={products} />
					</Kept>
				)}
			</Panel>
		</>
	);
}

/** Of the last orders; in color while it is high. */
function OutOfStockRate() {
	const stock = useLive((state) => state.stock);
	if (stock === undefined) return null;
	const words = outOfStockWords(stock) ?? `no order checked in the last ${stock.orders.window_minutes} min`;
	if (stock.orders.state !== "high") return <span className="sm t2">Out of stock: {words}</span>;
	return (
		<span className="sm">
			<StateMark look={{ word: `Out-of-stock rate high: ${words}`, icon: IconAlertOctagon, tone: "bad" }} />
		</span>
	);
}

function Legend() {
	return (
		<span className={`xs t2 ${classes.legend}`}>
			<span>
				<i className={classes.available} aria-hidden />
				available
			</span>
			<span>
				<i className={classes.reserved} aria-hidden />
				reserved
			</span>
			<span>
				<b aria-hidden />
				reorder point
			</span>
		</span>
	);
}

function Products({ products }: { products: readonly ProductView[] | undefined }) {
	const mayAct = useMayAct();
	const { restock } = useSearch({ from: "/inventory" });
	const navigate = useNavigate({ from: "/inventory" });
	const open = (id: string | undefined) => void navigate({ search: { restock: id }, replace: true });
	return (
		<Table label="Products" columns={[...COLUMNS, ACTION]} loading={products === undefined} skeletons={8}>
			{products?.toSorted(byState).map((product) => (
				<tr key={product.product_id} data-product={product.product_id}>
					<ProductCells product={product} />
					<td>
						<span className="row" style={{ gap: 4, justifyContent: "flex-end" }}>
							<Adjust product={product} />
							<Restock
								product={product}
								opened={mayAct && restock === product.product_id}
								onOpen={(opened) => open(opened ? product.product_id : undefined)}
							/>
						</span>
					</td>
				</tr>
			))}
		</Table>
	);
}

function ProductCells({ product }: { product: ProductView }) {
	const look = stockLook(product.state);
	return (
		<>
			<td>
				<StateMark look={look} />
			</td>
			<td>
				<span className="row" style={{ gap: 4 }}>
					<span className="mono">{product.product_id}</span>
					<CopyId value={product.product_id} what="product id" />
				</span>
			</td>
			<td className="med">{product.name}</td>
			<td className={rightClass}>{money(product.price, CATALOG_CURRENCY)}</td>
			<td>
				<ShelfBar product={product} />
			</td>
			<td className={`med ${rightClass} ${product.state === "ok" ? "" : look.tone}`}>{exactNumber(product.available)}</td>
			<td className={rightClass}>{exactNumber(product.reserved)}</td>
			<td className={rightClass}>{exactNumber(product.on_hand)}</td>
			<td className={`t2 ${rightClass}`}>{exactNumber(product.reorder_point)}</td>
			<td className={`wide t2 ${rightClass}`}>{exactNumber(product.shipped)}</td>
			<td className={`wide t2 ${rightClass}`}>{exactNumber(product.restocked)}</td>
			<td>
				<Supply product={product} />
			</td>
		</>
	);
}

function ShelfBar({ product }: { product: ProductView }) {
	const { available, reserved, reorder } = stockLevel(product);
	return (
		<div className={classes.shelf} aria-hidden>
			<i className={classes.available} style={{ width: `${available * 100}%` }} />
			<i className={classes.reserved} style={{ width: `${reserved * 100}%` }} />
			<b style={{ left: `${reorder * 100}%` }} />
		</div>
	);
}

function Supply({ product }: { product: ProductView }) {
	const now = useNow();
	if (product.restock_due_at === null) return <span className="t3">none on order</span>;
	const due = epochOf(product.restock_due_at);
	return (
		<span className="row info" style={{ gap: 6 }} title={fullTime(due)}>
			<IconTruckDelivery size={14} aria-hidden />
			<span className="tn">{due > now ? `due in ${duration((due - now) / 1000)}` : "due now"}</span>
		</span>
	);
}
