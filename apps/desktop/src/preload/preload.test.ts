import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const text = readFileSync(new URL("./index.ts", import.meta.url), "utf8");

it("the preload is one small file that imports Electron and types, and satisfies Host", () => {
	expect(text.split("\n").length).toBeLessThanOrEqual(60);
	expect(text).toContain("satisfies Host");
	const imports = text.match(/^import .*$/gm) ?? [];
	expect(imports.filter((line) => !line.startsWith("import type"))).toEqual(['import { contextBridge, ipcRenderer } from "electron";']);
});

it("exposes nothing of Electron as it is", () => {
	expect(text).not.toMatch(/exposeInMainWorld\([^)]*ipcRenderer/);
	expect(text.match(/exposeInMainWorld/g)).toHaveLength(1);
});
