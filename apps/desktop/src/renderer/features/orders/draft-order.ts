/** A new order while it is being written. */
import type { ProductView } from "@orderdeck/contracts/inventory/entities";
import { decimalOf } from "@orderdeck/contracts/money";
import { createOrderSchema } from "@orderdeck/contracts/orders/requests";
import { z } from "zod";
import { numberIn } from "../../format/number-text.ts";

export interface DraftLine {
	readonly key: number;
	readonly productId: string | null;
	/** As typed. */
	readonly quantity: string;
}

export interface Draft {
	readonly customerId: string;
	readonly customerEmail: string;
	readonly country: string;
	readonly lines: readonly DraftLine[];
}

export const draftSchema: z.ZodType<Draft> = z.object({
	customerId: z.string(),
	customerEmail: z.string(),
	country: z.string(),
	lines: z.array(z.object({ key: z.number(), productId: z.string().nullable(), quantity: z.string() })),
});

export function emptyDraft(): Draft {
	return { customerId: "", customerEmail: "", country: "US", lines: [{ key: 1, productId: null, quantity: "1" }] };
}

export type Checked =
	| { readonly ok: true; readonly order: z.infer<typeof createOrderSchema> }
	/** Messages by field: `customerId`, `customerEmail`, `country`, `items`. */
	| { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** The draft as the API takes it, at the catalog's prices, or what is wrong with it. */
export function checkDraft(draft: Draft, products: readonly ProductView[]): Checked {
	const items = draft.lines.flatMap(({ productId, quantity }) => {
		const product = products.find((known) => known.product_id === productId);
		return product === undefined
			? []
			: [{ productId: product.product_id, name: product.name, price: product.price, quantity: numberIn(quantity) }];
	});
	const customerId = draft.customerId.trim();
	const parsed = createOrderSchema.safeParse({
		customerId: /^\d{1,15}$/.test(customerId) ? Number(customerId) : customerId,
		...(draft.customerEmail.trim() === "" ? {} : { customerEmail: draft.customerEmail.trim() }),
		country: draft.country,
		items,
	});
	if (parsed.success) return { ok: true, order: parsed.data };
	const errors = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0] ?? ""), wordsOf(issue)]));
	const noItems = items.length === 0 ? { items: "Add at least one item" } : {};
	const noCustomer = "customerId" in errors ? { customerId: "Enter a customer id" } : {};
	return { ok: false, errors: { ...errors, ...noCustomer, ...noItems } };
}

function wordsOf({ path, message }: z.core.$ZodIssue): string {
	return path[0] === "items" && path[2] === "quantity" ? `Quantity ${message}` : message;
}

/** What the lines come to, in the catalog's currency, exact. */
export function draftTotal(draft: Draft, products: readonly ProductView[]): number {
	const sum = draft.lines.reduce((known, { productId, quantity }) => {
		const price = products.find(({ product_id }) => product_id === productId)?.price ?? 0;
		const units = numberIn(quantity);
		return Number.isFinite(units) ? known.plus(decimalOf(price).times(units)) : known;
	}, decimalOf(0));
	return sum.toNumber();
}
