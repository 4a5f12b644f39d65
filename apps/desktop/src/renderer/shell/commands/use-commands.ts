/** What a command does. */
import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { useLiveContext } from "../../live/live-context.tsx";
import { useActBlock } from "../act-block.ts";
import { openOverlay } from "./overlays.ts";
import type { Command } from "./shortcuts.ts";

/** Puts the cursor into the search field of the list on the screen, if it has one. */
function focusSearch(): void {
	document.querySelector<HTMLInputElement>("input[data-search]")?.focus();
}

export function useCommands(): (command: Command) => void {
	const navigate = useNavigate();
	const { pausedAt, setPaused } = useLiveContext();
	const { setColorScheme } = useMantineColorScheme();
	const scheme = useComputedColorScheme("dark");
	const block = useActBlock("orders.create");
	const isBlocked = block !== undefined;
	const opens = block?.opens;
	return useCallback(
		(command) => {
			switch (command.kind) {
				case "palette":
				case "help":
					return openOverlay(command.kind);
				case "search":
					return focusSearch();
				case "pause":
					return setPaused(pausedAt === undefined);
				case "theme":
					return setColorScheme(scheme === "dark" ? "light" : "dark");
				case "new-order":
					if (opens !== undefined) return openOverlay(opens);
					if (!isBlocked) void navigate({ to: "/orders", search: (known) => ({ ...known, new: "true" as const }) });
					return;
				case "go":
					return void navigate({ to: command.to });
				default:
					return command satisfies never;
			}
		},
		[navigate, pausedAt, setPaused, setColorScheme, scheme, isBlocked, opens],
	);
}
