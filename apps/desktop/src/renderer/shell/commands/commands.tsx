/** Keys of the whole console, and what they open. */
import { useLocalStorage } from "@mantine/hooks";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { type Door, onDoor, openDoor } from "./overlays.ts";
import { Palette } from "./palette.tsx";
import { createKeyReader, SHORTCUTS } from "./shortcuts.ts";
import { useCommands } from "./use-commands.ts";

const HelpSheet = lazy(() => import("./help-sheet.tsx"));

/** Whether single keys act; those who need them for something else turn them off. */
export function useSingleKeys() {
	return useLocalStorage({ key: "orderdeck.single-keys", defaultValue: true, getInitialValueInEffect: false });
}

/** Keys belong to the field one types in, and to the dialog that is open. */
function isTaken(target: EventTarget | null): boolean {
	if (document.querySelector("[role=dialog], [role=menu]") !== null) return true;
	return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

export function Commands() {
	const [opened, setOpened] = useState<Door>();
	const [times, setTimes] = useState(0);
	useEffect(
		() =>
			onDoor((door) => {
				setOpened(door);
				setTimes((known) => known + 1);
			}),
		[],
	);
	useKeys();
	return (
		<Suspense fallback={null}>
			{opened === "palette" && <Palette key={times} onClose={() => setOpened(undefined)} />}
			{opened === "help" && <HelpSheet onClose={() => setOpened(undefined)} />}
		</Suspense>
	);
}

function useKeys(): void {
	const run = useCommands();
	const [singleKeys] = useSingleKeys();
	const current = useRef({ run, singleKeys });
	current.current = { run, singleKeys };
	useEffect(() => {
		const read = createKeyReader(SHORTCUTS, () => performance.now());
		const onKeyDown = (event: KeyboardEvent) => {
			if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
				event.preventDefault();
				openDoor("palette");
				return;
			}
			const { run: act, singleKeys: on } = current.current;
			if (!on || event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTaken(event.target)) return;
			const command = read(event.key);
			if (command === undefined) return;
			event.preventDefault();
			act(command);
		};
		window.addEventListener("keydown", onKeyDown);
		return () => window.removeEventListener("keydown", onKeyDown);
	}, []);
}
