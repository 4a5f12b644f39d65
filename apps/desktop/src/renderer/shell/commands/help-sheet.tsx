/** All keys on one sheet. */
import { Modal, Switch } from "@mantine/core";
import { useReturnFocus } from "../../ui/use-return-focus.ts";
import { useMayAct } from "../session.tsx";
import classes from "./commands.module.css";
import { modifierWord, SHORTCUTS } from "./shortcuts.ts";
import { useSingleKeys } from "./use-single-keys.ts";

const IN_LISTS: readonly (readonly [string, string])[] = [
	["↑ ↓", "Move"],
	["PgUp PgDn", "Move by a page"],
	["Home End", "First, last"],
	["Enter", "Open beside the list"],
	["Esc", "Close, and follow again"],
];

/** They act while the list or the panel has the focus. */
const ON_ALERTS: readonly (readonly [string, string])[] = [
	["c", "Claim or release"],
	["1", "Confirm fraud"],
	["2", "Valuable"],
	["3", "False positive"],
	["n", "Next alert to resolve"],
	["Space", "Select"],
];

export function HelpSheet({ onClose }: { onClose: () => void }) {
	const [on, setOn] = useSingleKeys();
	const mayAct = useMayAct();
	useReturnFocus();
	const offered = SHORTCUTS.filter((shortcut) => mayAct || shortcut.acts !== true);
	const everywhere = offered.filter(({ command }) => command.kind !== "go");
	const screens = offered.filter(({ command }) => command.kind === "go");
	return (
		<Modal opened onClose={onClose} title="Shortcuts" size={640}>
			<div className={classes.sheet}>
				<section aria-label="Everywhere">
					<h3>Everywhere</h3>
					<dl>
						<Line keys={`${modifierWord(navigator.platform)} k`} words="Search and run actions" />
						{everywhere.map(({ keys, words }) => (
							<Line key={keys} keys={keys} words={words} />
						))}
					</dl>
					<h3>In a list</h3>
					<dl>
						{IN_LISTS.map(([keys, words]) => (
							<Line key={keys} keys={keys} words={words} />
						))}
					</dl>
				</section>
				<section aria-label="Screens">
					<h3>Screens</h3>
					<dl>
						{screens.map(({ keys, words }) => (
							<Line key={keys} keys={keys} words={words} />
						))}
					</dl>
					<h3>On fraud alerts</h3>
					<dl>
						{ON_ALERTS.map(([keys, words]) => (
							<Line key={keys} keys={keys} words={words} />
						))}
					</dl>
				</section>
			</div>
			<Switch
				size="xs"
				mt={16}
				label="Single-key shortcuts"
				description={`${modifierWord(navigator.platform)} K and list keys always work`}
				checked={on}
				onChange={(event) => setOn(event.currentTarget.checked)}
			/>
		</Modal>
	);
}

function Line({ keys, words }: { keys: string; words: string }) {
	return (
		<div>
			<dt>
				{keys.split(" ").map((key) => (
					<kbd key={key}>{key.length === 1 ? key.toUpperCase() : key}</kbd>
				))}
			</dt>
			<dd>{words}</dd>
		</div>
	);
}
