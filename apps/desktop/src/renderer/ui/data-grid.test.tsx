// @vitest-environment jsdom
/** What a grid reports of its reader, for a list that is held while something in a row has the focus. */
import { MantineProvider } from "@mantine/core";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useRef } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reading } from "../live/use-live-list.ts";
import { DataGrid } from "./data-grid.tsx";
import type { Column } from "./grid-rows.tsx";

const COLUMNS: readonly Column<string>[] = [
	{ id: "name", head: "Name", width: "1fr", cell: (row) => <button type="button">Copy {row}</button> },
];

const read: Reading[] = [];
const isFocused = () => read.findLast(({ focused }) => focused !== undefined)?.focused;

function Grid({ rows }: { rows: readonly string[] }) {
	const scroller = useRef<HTMLDivElement>(null);
	return (
		<MantineProvider>
			<DataGrid
				scroller={scroller}
				label="Rows"
				columns={COLUMNS}
				rows={rows}
				idOf={(row) => row}
				activeId={undefined}
				selectedId={undefined}
				onActive={() => undefined}
				onOpen={() => undefined}
				onClose={() => undefined}
				loading={false}
				empty="none"
				onReading={(reading) => read.push(reading)}
			/>
		</MantineProvider>
	);
}

beforeEach(() => {
	read.length = 0;
});
afterEach(cleanup);

describe("a grid", () => {
	it("reports the focus of what is in a row, not that of a cell that was clicked", () => {
		render(<Grid rows={["a", "b"]} />);
		screen.getByRole("button", { name: "Copy a" }).focus();
		expect(isFocused()).toBe(true);
		screen.getAllByRole("gridcell")[1]?.focus();
		expect(isFocused()).toBe(false);
	});

	it("reports that the focus is gone when its row is", () => {
		const { rerender } = render(<Grid rows={["a", "b"]} />);
		screen.getByRole("button", { name: "Copy a" }).focus();
		rerender(<Grid rows={["b"]} />);
		expect([document.activeElement, isFocused()]).toEqual([document.body, false]);
	});

	it("keeps the focus on something in a row while the rows beside it change", () => {
		const { rerender } = render(<Grid rows={["a", "b"]} />);
		const button = screen.getByRole("button", { name: "Copy b" });
		button.focus();
		fireEvent.pointerEnter(screen.getByRole("grid"));
		rerender(<Grid rows={["b", "c"]} />);
		expect([document.activeElement === button, isFocused()]).toEqual([true, true]);
	});
});
