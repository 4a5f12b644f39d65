import { productViewSchema } from "@orderdeck/contracts/inventory/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seed } from "../../test/random.ts";
import { adjusted, newProduct, type Product, productView, restocked, Shelf, stockLines, stockState } from "./stock.ts";

const A = newProduct({ product_id: "A", name: "Anvil", price: 10, stock: 5 });
const B = newProduct({ product_id: "B", name: "Bell", price: 10, stock: 2 });

function line(product_id: string, quantity: number) {
	return { product_id, quantity };
}
/** What the shelf would write, by product. */
function after(shelf: Shelf): Record<string, Product> {
	return Object.fromEntries(shelf.changed().map((product) => [product.product_id, product]));
}

describe("a product", () => {
	it("begins with the catalog's stock, and reorder point a fifth of it", () => {
		expect(productView(newProduct({ product_id: "PROD-006", name: "Webcam HD", price: 89.99, stock: 40 }))).toEqual({
			product_id: "PROD-006",
			name: "Webcam HD",
			price: 89.99,
			on_hand: 40,
			reserved: 0,
			available: 40,
			state: "ok",
			shipped: 0,
			restocked: 0,
			adjusted: 0,
			initial: 40,
			reorder_point: 8,
			restock_due_at: null,
		});
	});

	it("is shown with what is available and when a delivery is due", () => {
		const view = productView({ ...A, reserved: 2, restock_due_at: Date.parse("2026-01-15T12:00:00Z") });
		expect(view).toMatchObject({ available: 3, restock_due_at: "2026-01-15T12:00:00.000Z" });
	});
});

describe("the state of stock", () => {
	const product = (available: number, reorder_point: number) => ({ on_hand: available + 3, reserved: 3, reorder_point });

	it.each([
		[20, 20, "ok"],
		[19, 20, "low"],
		[1, 20, "low"],
		[0, 20, "out"],
		[0, 0, "out"],
		[1, 0, "ok"],
	])("%i available with a reorder point of %i is %s", (available, reorderPoint, state) => {
		expect(stockState(product(available, reorderPoint))).toBe(state);
	});

	it("is low where the supplier is called, and only there, unless nothing is left", () => {
		fc.assert(
			fc.property(fc.nat(30), fc.nat(30), (available, reorder_point) => {
				const shelf = new Shelf([{ ...A, on_hand: available + 1, reorder_point }]);
				shelf.reserve("1", [line("A", 1)]);
				shelf.reorder(0, 10);
				const [after] = shelf.changed();
				if (after === undefined) throw new Error("one unit was there");
				if (available > 0) expect(after.restock_due_at !== null).toBe(stockState(after) === "low");
				else expect(stockState(after)).toBe("out");
			}),
			{ seed },
		);
	});
});

describe("stockLines", () => {
	it("adds up a product named twice, in the order of the products", () => {
		expect(stockLines([line("B", 1), line("A", 2), line("B", 3)])).toEqual([line("A", 2), line("B", 4)]);
	});
});

describe("reserving", () => {
	it("holds every line for the order", () => {
		const shelf = new Shelf([A, B]);
		expect(shelf.reserve("1", [line("A", 2), line("B", 1)])).toBeUndefined();
		expect(after(shelf)).toMatchObject({
			A: { reserved: 2, on_hand: 5, reservations: { 1: 2 } },
			B: { reserved: 1, reservations: { 1: 1 } },
		});
	});

	it("holds nothing when one line is short, and reports which", () => {
		const shelf = new Shelf([A, B]);
		expect(shelf.reserve("1", [line("A", 2), line("B", 3)])).toBe("Bell: 3 wanted, 2 available");
		expect(shelf.reserve("1", [line("A", 2), line("C", 1)])).toBe("C is not in the catalog");
		expect(shelf.changed()).toEqual([]);
	});

	it("twice for one order holds once, in the same batch and in a later one", () => {
		const shelf = new Shelf([A]);
		shelf.reserve("1", [line("A", 3)]);
		expect(shelf.reserve("1", [line("A", 3)])).toBeUndefined();
		const later = new Shelf(shelf.changed());
		expect(later.reserve("1", [line("A", 3)])).toBeUndefined();
		expect(later.changed()).toEqual([]);
		expect(after(shelf).A).toMatchObject({ reserved: 3, reservations: { 1: 3 } });
	});

	it("gives the last unit to one of many orders", () => {
		const shelf = new Shelf([{ ...A, on_hand: 1 }]);
		const refusals = Array.from({ length: 50 }, (_, order) => shelf.reserve(String(order), [line("A", 1)])).filter(
			(refusal) => refusal !== undefined,
		);
		expect(refusals).toHaveLength(49);
		expect(after(shelf).A).toMatchObject({ reserved: 1, on_hand: 1 });
	});

	it.each(["constructor", "__proto__", "toString"])("takes an order called %s for an order", (name) => {
		const shelf = new Shelf([A]);
		shelf.reserve(name, [line("A", 2)]);
		expect(after(shelf).A).toMatchObject({ reserved: 2 });
		const stored: Product[] = JSON.parse(JSON.stringify(shelf.changed()));
		const later = new Shelf(stored);
		later.release(name, [line("A", 2)]);
		expect(after(later).A).toEqual(A);
	});
});

describe("releasing and settling", () => {
	const held = () => {
		const shelf = new Shelf([A]);
		shelf.reserve("1", [line("A", 3)]);
		return shelf.changed();
	};

	it("gives back, or lets leave, what the order holds, once", () => {
		const released = new Shelf(held());
		released.release("1", [line("A", 3)]);
		released.release("1", [line("A", 3)]);
		expect(after(released).A).toEqual(A);
		const settled = new Shelf(held());
		settled.settle("1", [line("A", 3)]);
		settled.settle("1", [line("A", 3)]);
		settled.release("1", [line("A", 3)]);
		expect(after(settled).A).toEqual({ ...A, on_hand: 2, shipped: 3 });
	});

	it("leaves alone what the order does not hold", () => {
		const shelf = new Shelf(held());
		shelf.release("2", [line("A", 3)]);
		shelf.settle("2", [line("C", 3)]);
		expect(shelf.changed()).toEqual([]);
	});

	it("does not touch the products given", () => {
		const given = held();
		const before = structuredClone(given);
		const shelf = new Shelf(given);
		shelf.settle("1", [line("A", 3)]);
		shelf.reserve("2", [line("A", 1)]);
		expect(given).toEqual(before);
	});
});

describe("reordering", () => {
	it("orders once when a touched product has fallen below its point", () => {
		const shelf = new Shelf([{ ...A, reorder_point: 3 }]);
		shelf.reserve("1", [line("A", 2)]);
		shelf.reorder(1000, 500);
		expect(after(shelf).A?.restock_due_at).toBeNull();
		shelf.reserve("2", [line("A", 1)]);
		shelf.reorder(1000, 500);
		shelf.reorder(9000, 500);
		expect(after(shelf).A?.restock_due_at).toBe(1500);
	});

	it("is off with a delay of 0", () => {
		const shelf = new Shelf([{ ...A, reorder_point: 9 }]);
		shelf.reserve("1", [line("A", 2)]);
		shelf.reorder(1000, 0);
		expect(after(shelf).A?.restock_due_at).toBeNull();
	});

	it("is done when a delivery has come, and goes on when a small one leaves the product low", () => {
		const waiting: Product = { ...A, on_hand: 0, reorder_point: 3, restock_due_at: 1500 };
		expect(restocked(waiting, 5)).toEqual({ ...waiting, on_hand: 5, restocked: 5, restocks: 1, restock_due_at: null });
		expect(restocked(waiting, 1)).toMatchObject({ on_hand: 1, restocks: 1, restock_due_at: 1500 });
	});
});

type Operation = {
	readonly what: "reserve" | "release" | "settle" | "restock" | "adjust" | "next-batch";
	readonly order: string;
	readonly lines: ReturnType<typeof stockLines>;
	/** What an adjustment changes the stock by. */
	readonly units: number;
};

describe("any sequence of operations", () => {
	const lines = fc.array(fc.record({ product_id: fc.constantFrom("A", "B"), quantity: fc.integer({ min: 1, max: 4 }) }), { maxLength: 3 });
	const operations: fc.Arbitrary<Operation[]> = fc.array(
		fc.record({
			what: fc.constantFrom("reserve", "reserve", "release", "settle", "restock", "adjust", "next-batch"),
			order: fc.constantFrom("1", "2", "3", "constructor"),
			lines: lines.map(stockLines),
			units: fc.integer({ min: -6, max: 6 }),
		}),
		{ maxLength: 60 },
	);

	it("keeps on_hand + shipped = initial + restocked + adjusted, and 0 ≤ reserved ≤ on_hand, which is what the orders hold", () => {
		fc.assert(
			fc.property(operations, (steps) => {
				let products: readonly Product[] = [A, B];
				let shelf = new Shelf(products);
				const store = () => {
					const written = after(shelf);
					products = products.map((product) => written[product.product_id] ?? product);
					shelf = new Shelf(products);
				};
				for (const { what, order, lines: requested, units } of steps) {
					if (what === "reserve") shelf.reserve(order, requested);
					if (what === "release") shelf.release(order, requested);
					if (what === "settle") shelf.settle(order, requested);
					if (what === "restock" || what === "adjust" || what === "next-batch") store();
					if (what === "restock") {
						products = products.map((product) => restocked(product, 1));
						shelf = new Shelf(products);
					}
					if (what === "adjust") {
						products = products.map((product) => adjusted(product, units) ?? product);
						shelf = new Shelf(products);
					}
					const written = after(shelf);
					for (const product of products.map((known) => written[known.product_id] ?? known)) {
						const held = Object.values(product.reservations);
						expect(product.on_hand + product.shipped).toBe(product.initial + product.restocked + (product.adjusted ?? 0));
						expect(product.reserved).toBe(held.reduce((sum, units) => sum + units, 0));
						expect(product.reserved).toBeLessThanOrEqual(product.on_hand);
						expect(held.every((units) => units > 0)).toBe(true);
						expect(productViewSchema.parse(productView(product)).available).toBeGreaterThanOrEqual(0);
					}
				}
			}),
		);
	});
});
