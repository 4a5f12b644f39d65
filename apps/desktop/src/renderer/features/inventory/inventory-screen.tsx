/** What is in stock, what of it is reserved, and what is on order. */

import { Button } from "@mantine/core";
import { CATALOG_CURRENCY, type ProductView } from "@orderdeck/contracts/inventory/entities";
import { IconAlertOctagon, IconPackageOff, IconTruckDelivery } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
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
import { belowClass, fromClass, rightClass, Table, type TableColumn } from "../../ui/table.tsx";
import { useStandingError } from "../../ui/use-standing-error.ts";
import { Adjust } from "./adjust.tsx";
import classes from "./inventory.module.css";
import { Restock } from "./restock.tsx";
import { StockActions } from "./stock-actions.tsx";
import { stockLevel } from "./stock-level.ts";

const READ_MS = 2_000;

const COLUMNS: readonly TableColumn[] = [
	{ id: "state", head: "State", width: 112 },
	{ id: "product", head: "Product", width: "20%" },
	{ id: "price", head: "Price", right: true, width: 72, from: 1100 },
	{ id: "shelf", head: "Stock" },
	{ id: "available", head: "Available", right: true, width: 72 },
	{ id: "reserved", head: "Reserved", right: true, width: 72, from: 1100 },
	{ id: "hand", head: "On hand", right: true, width: 68, from: 1100 },
	{ id: "reorder", head: "Reorder point", right: true, width: 100, from: 1100 },
	{ id: "shipped", head: "Shipped", right: true, width: 76, from: 1600 },
	{ id: "restocked", head: "Restocked", right: true, width: 84, from: 1600 },
	{ id: "supply", head: "Supplier", width: 108 },
];
const ACTION: TableColumn = { id: "act", head: <span className="sr">Actions</span>, width: 1 };

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
							<span key={state} className={`sm ${classes.summary}`}>
								<StateMark look={{ ...stockLook(state), word: `${count} ${stockLook(state).word.toLowerCase()}` }} />
							</span>
						))}
				</Kept>
				<OutOfStockRate />
				<span className="grow" />
				{products !== undefined && (
					<span className={`xs t3 tn ${classes.summary}`}>read {age(now, daemonClock.at(query.dataUpdatedAt))} ago</span>
				)}
			</PageHead>
			<Panel title="Products" more={<Legend />} className={classes.panel}>
				{error !== undefined ? (
					<ErrorMessage what="The inventory" error={error} onRetry={() => void query.refetch()} />
				) : products?.length === 0 ? (
					<Message
						icon={<IconPackageOff size={20} />}
						title="No products"
						action={<Button renderRoot={(props) => <Link to="/services" {...props} />}>Services</Button>}
					>
						The catalog appears here once the inventory role has started.
					</Message>
				) : (
					<Kept isStale={query.isError}>
						<Products products={products} />
					</Kept>
				)}
			</Panel>
			<StockActions />
		</>
	);
}

/** Of the last orders; in color while it is high. */
function OutOfStockRate() {
	const stock = useLive((state) => state.stock);
	if (stock === undefined) return null;
	const words = outOfStockWords(stock) ?? `no order checked in the last ${stock.orders.window_minutes} min`;
	if (stock.orders.state !== "high") return <span className="sm t2 ell">Out of stock: {words}</span>;
	return (
		<span className={`row sm ${classes.rate}`}>
			<IconAlertOctagon size={14} aria-hidden className="bad" />
			<span className="ell" title={words}>
				Out-of-stock rate high: {words}
			</span>
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
		<Table label="Products" columns={[...COLUMNS, ACTION]} loading={products === undefined} skeletons={8} isMain>
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
			<td className={classes.product}>
				<div className="med ell" title={product.name}>
					{product.name}
				</div>
				<div className="row xs t3" style={{ gap: 4 }}>
					<span className="mono">{product.product_id}</span>
					<CopyId value={product.product_id} what="product id" />
				</div>
			</td>
			<td className={`${rightClass} ${fromClass(1100)}`}>{money(product.price, CATALOG_CURRENCY)}</td>
			<td>
				<ShelfBar product={product} />
				<LeftOut product={product} />
			</td>
			<td className={`med ${rightClass} ${product.state === "ok" ? "" : look.tone}`}>{exactNumber(product.available)}</td>
			<td className={`${rightClass} ${fromClass(1100)}`}>{exactNumber(product.reserved)}</td>
			<td className={`${rightClass} ${fromClass(1100)}`} data-testid="on-hand">
				{exactNumber(product.on_hand)}
			</td>
			<td className={`t2 ${rightClass} ${fromClass(1100)}`}>{exactNumber(product.reorder_point)}</td>
			<td className={`t2 ${rightClass} ${fromClass(1600)}`}>{exactNumber(product.shipped)}</td>
			<td className={`t2 ${rightClass} ${fromClass(1600)}`}>{exactNumber(product.restocked)}</td>
			<td>
				<Supply product={product} />
			</td>
		</>
	);
}

/** What a narrow screen has no columns for. */
function LeftOut({ product: { reserved, on_hand, reorder_point } }: { product: ProductView }) {
	return (
		<div className={`xs t3 tn ${belowClass(1100)} ${classes.left}`}>
			{exactNumber(reserved)} reserved of {exactNumber(on_hand)}
			<br />
			reorder point {exactNumber(reorder_point)}
		</div>
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
