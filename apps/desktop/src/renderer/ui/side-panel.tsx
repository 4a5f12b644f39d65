/** The panel beside a list: as wide as one makes it, by pointer or arrow keys. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp, IconX } from "@tabler/icons-react";
import type { CSSProperties, KeyboardEvent, PointerEvent, ReactNode } from "react";
import classes from "./side-panel.module.css";

const NARROWEST = 360;
const WIDEST = 640;
const STEP = 16;

/** Escape closes it, from anywhere inside but not from a dialog above it. */
export function SidePanel({ children, onClose }: { children: ReactNode; onClose: () => void }) {
	const [width, setWidth] = useLocalStorage({ key: "orderdeck.panel-width", defaultValue: 408, getInitialValueInEffect: false });
	const resize = (next: number) => setWidth(Math.min(WIDEST, Math.max(NARROWEST, Math.round(next))));
	const onPointerMove = (event: PointerEvent<HTMLElement>) => {
		if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
		const right = event.currentTarget.parentElement?.getBoundingClientRect().right ?? 0;
		resize(right - event.clientX);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key === "ArrowLeft") resize(width + STEP);
		if (event.key === "ArrowRight") resize(width - STEP);
	};
	const onEscape = (event: KeyboardEvent<HTMLElement>) => {
		const inside = event.target instanceof Node && event.currentTarget.contains(event.target);
		if (event.key === "Escape" && inside) onClose();
	};
	return (
		<aside
			onKeyDown={onEscape}
			className={classes.wrap}
			style={{ "--width": `min(${width}px, 60%)` } as CSSProperties}
			aria-label="Details"
		>
			{/* biome-ignore lint/a11y/useSemanticElements: a window splitter is not a thematic break */}
			<div
				className={classes.grip}
				role="separator"
				aria-orientation="vertical"
				aria-label="Width of the details"
				aria-valuenow={width}
				aria-valuemin={NARROWEST}
				aria-valuemax={WIDEST}
				tabIndex={0}
				onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
				onPointerMove={onPointerMove}
				onKeyDown={onKeyDown}
			/>
			{children}
		</aside>
	);
}

export interface PanelHeadProps {
	readonly children: ReactNode;
	readonly onPrevious: (() => void) | undefined;
	readonly onNext: (() => void) | undefined;
	readonly onClose: () => void;
}

export function SidePanelHead({ children, onPrevious, onNext, onClose }: PanelHeadProps) {
	return (
		<header className={classes.head}>
			{children}
			<span className="grow" />
			<Tooltip label="Previous">
				<ActionIcon aria-label="Previous" disabled={onPrevious === undefined} onClick={onPrevious}>
					<IconArrowUp size={16} stroke={1.75} />
				</ActionIcon>
			</Tooltip>
			<Tooltip label="Next">
				<ActionIcon aria-label="Next" disabled={onNext === undefined} onClick={onNext}>
					<IconArrowDown size={16} stroke={1.75} />
				</ActionIcon>
			</Tooltip>
			<Tooltip label="Close">
				<ActionIcon aria-label="Close" onClick={onClose}>
					<IconX size={16} stroke={1.75} />
				</ActionIcon>
			</Tooltip>
		</header>
	);
}

/** Scrolls by keyboard too, hence the focus. */
export function SidePanelBody({ children, label }: { children: ReactNode; label: string }) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
		<section className={classes.scroll} tabIndex={0} aria-label={label}>
			{children}
		</section>
	);
}

export function SidePanelFoot({ children }: { children: ReactNode }) {
	return <footer className={classes.foot}>{children}</footer>;
}
