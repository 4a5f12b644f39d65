/** What the palette offers of fraud rules: each one's place on their screen, and a new one. */
import { IconAdjustmentsHorizontal, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTRPC } from "../../api/client.ts";
import type { PaletteItem } from "../../shell/commands/palette-items.ts";
import { useActItems } from "../../shell/commands/use-act-items.ts";

export function useRuleItems(): readonly PaletteItem[] {
	const trpc = useTRPC();
	const navigate = useNavigate();
	const { data } = useQuery({ ...trpc.rules.list.queryOptions(), retry: false });
	return (data?.rules ?? []).map(({ id, name, version }) => ({
		id: `rule ${id}`,
		part: "Rules",
		label: name,
		note: `v${version}`,
		icon: IconAdjustmentsHorizontal,
		run: () => void navigate({ to: "/rules", search: { rule: id } }),
	}));
}

export function useNewRuleItems(): readonly PaletteItem[] {
	const navigate = useNavigate();
	const run = () => void navigate({ to: "/rules", search: { act: "new" } });
	return useActItems([{ id: "new rule", part: "Rules", label: "New rule…", icon: IconPlus, run }], "rules.create");
}
