import { IconActivity } from "@tabler/icons-react";
import { describe, expect, it } from "vitest";
import { fittingItems, type PaletteItem } from "./palette-items.ts";

const item = (part: string, label: string, note?: string): PaletteItem => ({
	id: `${part}/${label}`,
	part,
	label,
	note,
	icon: IconActivity,
	run: () => undefined,
});
const ITEMS = [
	item("Screens", "Overview"),
	item("Screens", "Orders"),
	item("Screens", "Fraud alerts"),
	item("Groups", "payments-group", "Stalled"),
	item("Actions", "New order"),
	item("Actions", "Restock USB-C Hub", "PROD-003, 12 available"),
];
const labels = (query: string) => fittingItems(ITEMS, query).map(({ label }) => label);

describe("the palette", () => {
	it("offers all when nothing is typed, in their order", () => {
		expect(labels(" ")).toEqual(ITEMS.map(({ label }) => label));
	});

	it.each([
		["ord", ["Orders", "New order"]],
		["stalled", ["payments-group"]],
		["restock prod-003", ["Restock USB-C Hub"]],
		["hub restock", ["Restock USB-C Hub"]],
		["nothing", []],
	])("for %o offers %o", (query, expected) => {
		expect(labels(query)).toEqual(expected);
	});
});
