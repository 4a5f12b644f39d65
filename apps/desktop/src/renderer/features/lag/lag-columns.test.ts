import { expect, it } from "vitest";
import { lagColumns } from "./lag-columns.tsx";

it("a narrow table leaves out the lesser columns, which an opened row shows instead; a wide one gives the sparkline its room", () => {
	const ids = (width: number) => lagColumns(width).shown.map(({ id }) => id);
	expect(ids(1_032)).toEqual(ids(0));
	expect(ids(812)).not.toContain("members");
	expect(ids(632)).toEqual(["group", "late", "drained", "orders", "money"]);
	for (const width of [0, 632, 812, 1_032, 1_672]) {
		const { shown, left } = lagColumns(width);
		expect([...shown, ...left].filter(({ id }) => id !== "spark")).toHaveLength(9);
	}
	const spark = (width: number) => lagColumns(width).shown.find(({ id }) => id === "spark");
	expect([spark(1_032)?.width, spark(1_672)?.width]).toEqual([100, undefined]);
});
