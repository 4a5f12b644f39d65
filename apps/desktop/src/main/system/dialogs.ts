import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { app, type BrowserWindow, dialog } from "electron";
import type { FileContent } from "../../shared/host.ts";
import { type UpdateState, updateWords } from "../../shared/update.ts";

/** Lets the operator choose where a file is saved, and writes it. */
export async function saveFile(
	window: BrowserWindow | undefined,
	file: { readonly name: string; readonly content: FileContent },
): Promise<"saved" | "cancelled"> {
	const options = { defaultPath: join(app.getPath("downloads"), file.name) };
	const { canceled, filePath } = await (window === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options));
	if (canceled || filePath === "") return "cancelled";
	await writeFile(filePath, file.content);
	return "saved";
}

/** The result of a search for updates. */
export function showUpdate(update: UpdateState): void {
	void dialog.showMessageBox({ message: updateWords(update) ?? "", detail: `This is version ${app.getVersion()}.` });
}
