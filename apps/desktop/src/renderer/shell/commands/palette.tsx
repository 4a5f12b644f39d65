/** One field that leads everywhere: type, move with the arrows, Enter. */
import { Modal } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import classes from "./commands.module.css";
import { holdFocus } from "./hold-focus.ts";
import type { PaletteItem } from "./palette-items.ts";

/** What fits what was typed, best first. The application passes it, because items come from features. */
export type UsePaletteItems = (query: string) => readonly PaletteItem[];

interface PaletteProps {
	readonly usePaletteItems: UsePaletteItems;
	readonly onClose: () => void;
}

export function Palette({ usePaletteItems, onClose }: PaletteProps) {
	return (
		<Modal.Root opened onClose={onClose} centered={false} yOffset={80} size={600} padding={0} classNames={{ content: classes.palette }}>
			<Modal.Overlay />
			<Modal.Content aria-label="Find anything">
				<Finder usePaletteItems={usePaletteItems} onClose={onClose} />
			</Modal.Content>
		</Modal.Root>
	);
}

function Finder({ usePaletteItems, onClose }: PaletteProps) {
	const base = useId();
	const field = useRef<HTMLInputElement>(null);
	useLayoutEffect(() => (field.current === null ? undefined : holdFocus(field.current)), []);
	const [query, setQuery] = useState("");
	const items = usePaletteItems(query);
	const [activeId, setActiveId] = useState<string>();
	// What is chosen stays chosen while results arrive; once it is gone, or something else is typed, the first one is.
	const place = Math.max(
		0,
		items.findIndex((item) => item.id === activeId),
	);
	const active = items[place];
	const choose = (item: PaletteItem) => {
		onClose();
		item.run();
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key === "Escape" && !event.nativeEvent.isComposing) return onClose();
		if (items.length === 0) return;
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step !== undefined) {
			event.preventDefault();
			setActiveId(items[(place + step + items.length) % items.length]?.id);
		} else if (event.key === "Enter" && active !== undefined && !event.nativeEvent.isComposing) {
			event.preventDefault();
			choose(active);
		}
	};
	return (
		<>
			<div className={classes.search}>
				<IconSearch size={16} stroke={1.75} aria-hidden />
				<input
					ref={field}
					role="combobox"
					aria-label="Find"
					aria-expanded
					aria-autocomplete="list"
					aria-controls={`${base}-list`}
					aria-activedescendant={active === undefined ? undefined : `${base}-${active.id}`}
					placeholder="Order id, customer, screen, group, action"
					value={query}
					onChange={(event) => {
						setQuery(event.currentTarget.value);
						setActiveId(undefined);
					}}
					onKeyDown={onKeyDown}
					autoComplete="off"
					spellCheck={false}
					data-autofocus
					// Escape is this field's own: a dialog that stands below would take it as well.
					data-mantine-stop-propagation="true"
				/>
			</div>
			<Results base={base} items={items} activeId={active?.id} onChoose={choose} onPoint={setActiveId} />
			<div className={classes.foot}>
				<span>
					<kbd>↑</kbd> <kbd>↓</kbd> move
				</span>
				<span>
					<kbd>Enter</kbd> open
				</span>
				<span>
					<kbd>Esc</kbd> close
				</span>
			</div>
		</>
	);
}

interface ResultsProps {
	readonly base: string;
	readonly items: readonly PaletteItem[];
	readonly activeId: string | undefined;
	readonly onChoose: (item: PaletteItem) => void;
	readonly onPoint: (id: string) => void;
}

function Results({ base, items, activeId, onChoose, onPoint }: ResultsProps) {
	const list = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (activeId !== undefined) list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
	}, [activeId]);
	if (items.length === 0) {
		return (
			<p className={classes.nothing} id={`${base}-list`} role="status" aria-label="Results">
				No results. Search for an order by id, customer, or part of an email or item.
			</p>
		);
	}
	const parts = [...new Set(items.map((item) => item.part))];
	return (
		<div ref={list} className={classes.results} id={`${base}-list`} role="listbox" aria-label="Results">
			{parts.map((part) => (
				// biome-ignore lint/a11y/useSemanticElements: groups of options are no fieldset
				<div key={part} role="group" aria-label={part}>
					<div className={classes.part} aria-hidden>
						{part}
					</div>
					{items
						.filter((item) => item.part === part)
						.map((item) => (
							<Option
								key={item.id}
								id={`${base}-${item.id}`}
								item={item}
								active={item.id === activeId}
								onChoose={() => onChoose(item)}
								onPoint={() => onPoint(item.id)}
							/>
						))}
				</div>
			))}
		</div>
	);
}

function Option(props: { id: string; item: PaletteItem; active: boolean; onChoose: () => void; onPoint: () => void }) {
	const { icon: Icon, label, note, keys } = props.item;
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
		<div
			id={props.id}
			role="option"
			tabIndex={-1}
			aria-selected={props.active}
			className={classes.option}
			onClick={props.onChoose}
			onPointerMove={() => {
				if (!props.active) props.onPoint();
			}}
		>
			<Icon size={16} stroke={1.75} aria-hidden />
			<span className="med">{label}</span>
			{note !== undefined && <span className="t2 ell">{note}</span>}
			<span className="grow" />
			{keys?.split(" ").map((key) => (
				<kbd key={key}>{key.toUpperCase()}</kbd>
			))}
		</div>
	);
}
