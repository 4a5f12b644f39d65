/** Keys of the whole console, and what they open. */
import { useEffect, useRef, useState } from "react";
import { lazyDialog } from "../../chunks/lazy-component.tsx";
import { isTaken } from "./key-target.ts";
import { type Overlay, onOverlay, openOverlay } from "./overlays.ts";
import { Palette, type UsePaletteItems } from "./palette.tsx";
import { createKeyReader, SHORTCUTS } from "./shortcuts.ts";
import { useCommands } from "./use-commands.ts";
import { useSingleKeys } from "./use-single-keys.ts";

const HelpSheet = lazyDialog("Shortcuts", () => import("./help-sheet.tsx").then((module) => module.HelpSheet));

export function Commands({ usePaletteItems }: { usePaletteItems: UsePaletteItems }) {
	const [opened, setOpened] = useState<Overlay>();
	const [times, setTimes] = useState(0);
	useEffect(
		() =>
			onOverlay((overlay) => {
				setOpened(overlay);
				setTimes((known) => known + 1);
			}),
		[],
	);
	useKeys();
	return (
		<>
			{opened === "palette" && <Palette key={times} usePaletteItems={usePaletteItems} onClose={() => setOpened(undefined)} />}
			{opened === "help" && <HelpSheet onClose={() => setOpened(undefined)} />}
		</>
	);
}

function useKeys(): void {
	const run = useCommands();
	const [singleKeys] = useSingleKeys();
	const current = useRef({ run, singleKeys });
	current.current = { run, singleKeys };
	useEffect(() => {
		const read = createKeyReader(SHORTCUTS);
		const onKeyDown = (event: KeyboardEvent) => {
			if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
				event.preventDefault();
				openOverlay("palette");
				return;
			}
			const { run: act, singleKeys: on } = current.current;
			if (!on || event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTaken(event.target)) return;
			const command = read(event.key, event.timeStamp);
			if (command === undefined) return;
			event.preventDefault();
			act(command);
		};
		window.addEventListener("keydown", onKeyDown);
		return () => window.removeEventListener("keydown", onKeyDown);
	}, []);
}
