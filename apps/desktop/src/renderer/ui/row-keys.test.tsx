// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Table } from "./table.tsx";

const opened = vi.fn<(name: string) => void>();
const COLUMNS = [{ id: "name", head: "Name" }];

function Rows() {
	return (
		<MantineProvider>
			<Table label="Jobs" columns={COLUMNS} loading={false} skeletons={1} isMain>
				<tr>
					<td>
						<button type="button">Copy a</button>
						<button type="button" data-opens onClick={() => opened("a")}>
							Open a
						</button>
					</td>
				</tr>
				<tr>
					<td>opens nothing</td>
				</tr>
				<tr>
					<td>
						<button type="button" onClick={() => opened("c")}>
							Open c
						</button>
						<input aria-label="Note on c" />
					</td>
				</tr>
			</Table>
		</MantineProvider>
	);
}

beforeEach(() => void render(<Rows />));
afterEach(() => {
	cleanup();
	opened.mockClear();
});

const list = () => screen.getByRole("region", { name: "Jobs" });
const press = (key: string) => fireEvent.keyDown(document.activeElement as Element, { key });
const focused = () => document.activeElement?.textContent;

describe("a table by keyboard", () => {
	it("opens its first row with Enter", () => {
		list().focus();
		press("Enter");
		expect(opened.mock.calls).toEqual([["a"]]);
	});

	it("moves from row to row with the arrow keys, past rows that open nothing, and to its ends", () => {
		list().focus();
		const path = ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "End", "Home"].map((key) => {
			press(key);
			return focused();
		});
		expect(path).toEqual(["Open a", "Open c", "Open c", "Open a", "Open c", "Open a"]);
	});

	it("leaves Enter to the button that has the focus, and all keys to a field", () => {
		screen.getByRole("button", { name: "Copy a" }).focus();
		expect(press("Enter")).toBe(true);
		expect(opened).not.toHaveBeenCalled();
		screen.getByRole("textbox", { name: "Note on c" }).focus();
		expect(press("ArrowUp")).toBe(true);
		expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Note on c" }));
	});
});
