/**
 * The order list by a column without an index: the walk that fits the filters is read in slices, and the first orders in the order of the list are
 * kept. Others have their turn after each slice. Some columns are in the index by time, so without further filters no row is read.
 */
import type { SQLInputValue } from "node:sqlite";
import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { matchesOrder, type OrderListOrder } from "@orderdeck/contracts/orders/order-list";
import { TooManyToSort } from "../../../../ports/errors.ts";
import { MOST_SORTED } from "../../../../ports/queries/orders.ts";
import type { Page } from "../../../../ports/queries/page.ts";
import {
	comparePlaces,
	cursorAfter,
	placeIn,
	type ScannedRequest,
	type ScannedSort,
	type SortedPlace,
	sortedListName,
} from "../../../sorted-lists.ts";
import { conditionsOf, type Walk, walkOf } from "./order-filter.ts";
import { parsed, searchOf } from "./order-list.ts";
import { directionOf, namedIn, slicesOf, withinOf } from "./order-walk.ts";
import type { Statements } from "./statements.ts";

/** What is compared, first to last; two for every column, so that places have one shape. */
const KEYS: Readonly<Record<ScannedSort["by"], readonly [first: string, second: string]>> = {
	order: ["octet_length(key)", "key"],
	waiting: ["-waiting", "0"],
	country: ["country", "0"],
	customer: ["octet_length(customer)", "customer"],
	items: ["units", "0"],
	amount: ["amount", "0"],
};
/** In the index by time. The others are in the row alone: each entry needs it. */
const IN_INDEX: ReadonlySet<ScannedSort["by"]> = new Set<ScannedSort["by"]>(["order", "country", "amount"]);
const ROWS_AT_ONCE = 512;

export async function listSorted(
	statements: Statements,
	filter: OrderFilter,
	{ limit, cursor, sort, order = "newest" }: ScannedRequest,
	most = MOST_SORTED,
): Promise<Page<OrderView>> {
	const list = sortedListName(filter, sort, order);
	const { search, after } = cursor === undefined ? { search: searchOf(statements, filter.q), after: undefined } : placeIn(list, cursor);
	const walk = walkOf(filter, search);
	const query = queryOf(sort, order, after);
	const first = createFirst(sort, order, limit + 1);
	await scan(statements, walk, { filter, sort, most }, (within, bounds) => {
		const { conditions, values } = conditionsOf(filter, search, walk);
		first.add(statements.all<SortedPlace>(query.text(within + conditions), ...bounds, ...values, ...query.values, limit + 1));
	});
	if (search === "id") {
		const { text, values } = namedIn(filter);
		first.add(statements.all<SortedPlace>(query.text(text), ...values, ...query.values, 1));
	}
	const found = first.rows();
	const page = found.slice(0, limit);
	const last = found.length > limit ? page.at(-1) : undefined;
	return {
		// As they are now: between two slices an order may have changed.
		items: documentsOf(statements, page).filter((each) => matchesOrder(each, filter, search)),
		next: last && cursorAfter(list, search, last),
	};
}

/** Calls `take` with every slice. Throws TooManyToSort. */
async function scan(
	statements: Statements,
	walk: Walk,
	{ filter, sort, most }: { readonly filter: OrderFilter; readonly sort: ScannedSort; readonly most: number },
	take: (within: string, bounds: readonly SQLInputValue[]) => void,
): Promise<void> {
	const direction = directionOf("newest", filter);
	const within = withinOf(walk, direction);
	const largest = IN_INDEX.has(sort.by) ? walk.slice : Math.min(walk.slice, ROWS_AT_ONCE);
	let passed = 0;
	for (const { bounds, edge, size } of slicesOf(statements, walk, direction, largest)) {
		take(within, bounds);
		passed += size;
		if (edge === undefined) return;
		if (passed >= most) throw new TooManyToSort(most);
		await new Promise((resolve) => setImmediate(resolve));
	}
}

interface SortedQuery {
	text(fromWhere: string): string;
	readonly values: readonly SQLInputValue[];
}

/** The first places in the order of the list, beyond `after`. */
function queryOf({ by, direction }: ScannedSort, order: OrderListOrder, after: SortedPlace | undefined): SortedQuery {
	const [first, second] = KEYS[by];
	const [beyond, way] = direction === "asc" ? [">", "ASC"] : ["<", "DESC"];
	const [among, age] = order === "newest" ? ["<", "DESC"] : [">", "ASC"];
	const rest =
		after === undefined
			? ""
			: ` AND ((${first}, ${second}) ${beyond} (?, ?) OR ((${first}, ${second}) = (?, ?) AND (created, key) ${among} (?, ?)))`;
	const places = after === undefined ? [] : [after.first, after.second, after.first, after.second, after.created, after.key];
	return {
		text: (fromWhere) =>
			`SELECT ${first} AS first, ${second} AS second, created, key ${fromWhere}${rest}
			ORDER BY first ${way}, second ${way}, created ${age}, key ${age} LIMIT ?`,
		values: places,
	};
}

/** Keeps the first `count` places. */
function createFirst(sort: ScannedSort, order: OrderListOrder, count: number) {
	const compare = comparePlaces(sort, order);
	let rows: SortedPlace[] = [];
	return {
		add(more: readonly SortedPlace[]): void {
			if (more.length > 0) rows = [...rows, ...more].sort(compare).slice(0, count);
		},
		rows: (): readonly SortedPlace[] => rows,
	};
}

function documentsOf(statements: Statements, places: readonly SortedPlace[]): OrderView[] {
	const keys = JSON.stringify(places.map(({ key }) => key));
	const rows = statements.all<{ key: string; doc: string }>(
		"SELECT key, doc FROM orders WHERE key IN (SELECT value FROM json_each(?))",
		keys,
	);
	const docs = new Map(rows.map(({ key, doc }) => [key, doc]));
	return places.flatMap(({ key }) => {
		const doc = docs.get(key);
		return doc === undefined ? [] : [parsed(doc)];
	});
}
