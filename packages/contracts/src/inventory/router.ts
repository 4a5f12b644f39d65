/** The inventory procedures. */
import { z } from "zod";
import { acts, router, viewer } from "../procedures.ts";
import { productViewSchema } from "./entities.ts";
import { adjustStockSchema, inventorySchema, restockSchema } from "./requests.ts";

export const inventoryRouter = router({
	list: viewer
		.meta({
			openapi: { method: "GET", path: "/api/inventory", tags: ["inventory"], summary: "Stock by product, and the out-of-stock rate" },
		})
		.input(z.void())
		.output(inventorySchema)
		.query(async ({ ctx }) => ({ products: [...(await ctx.api.inventory())], stock: await ctx.api.stock() })),
	restock: acts("operator", "restock")
		.meta({ openapi: { method: "POST", path: "/api/inventory/{id}/restock", tags: ["inventory"], summary: "Add stock" } })
		.input(restockSchema)
		.output(productViewSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("restock", input, ctx.request)),
	adjust: acts("operator", "adjustStock")
		.meta({
			openapi: {
				method: "POST",
				path: "/api/inventory/{id}/adjust",
				tags: ["inventory"],
				summary: "Correct the stock by hand, never below what is reserved",
			},
		})
		.input(adjustStockSchema)
		.output(productViewSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("adjustStock", input, ctx.request)),
});
