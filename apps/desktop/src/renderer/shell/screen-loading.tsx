import { Skeleton, Stack } from "@mantine/core";
import { useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Unreachable } from "../chunks/chunk-failed.tsx";
import { useIsStale } from "../live/live-context.tsx";
import { SCREENS } from "./commands/screens.ts";
import { PageHead } from "./shell.tsx";

/** Stands where a screen will, while it is loaded over a slow line; a daemon that does not respond at all is named. */
export function ScreenLoading() {
	if (useIsStale())
		return (
			<ScreenUnavailable>
				<Unreachable />
			</ScreenUnavailable>
		);
	return (
		<Stack gap={12} pt={12} aria-busy>
			<span className="sr" role="status" aria-label="Screen">
				Loading
			</span>
			<Skeleton h={20} w={160} />
			<Skeleton h={320} />
		</Stack>
	);
}

/** A message in place of the screen of this address. */
export function ScreenUnavailable({ children }: { children: ReactNode }) {
	const { pathname } = useLocation();
	const screen = SCREENS.find(({ to }) => to === pathname);
	return (
		<>
			<PageHead title={screen?.label ?? "Orderdeck"} />
			<div data-colored style={{ display: "contents" }}>
				{children}
			</div>
		</>
	);
}
