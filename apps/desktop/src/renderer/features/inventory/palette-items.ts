/** What the palette offers of products: the form that restocks each one. */
import { IconPackageImport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTRPC } from "../../api/client.ts";
import { exactNumber } from "../../format/number.ts";
import type { PaletteItem } from "../../shell/commands/palette-items.ts";
import { useActItems } from "../../shell/commands/use-act-items.ts";

export function useRestockItems(): readonly PaletteItem[] {
	const trpc = useTRPC();
	const navigate = useNavigate();
	const { data } = useQuery(trpc.inventory.list.queryOptions());
	const items = (data?.products ?? []).map((product) => ({
		id: `restock ${product.product_id}`,
		part: "Restock",
		label: `Restock ${product.name}`,
		note: `${product.product_id}, ${exactNumber(product.available)} available`,
		icon: IconPackageImport,
		run: () => void navigate({ to: "/inventory", search: { restock: product.product_id } }),
	}));
	return useActItems(items, "inventory.restock");
}
