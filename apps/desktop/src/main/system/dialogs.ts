import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { app, type BrowserWindow, dialog } from "electron";

/** Lets the operator choose where a file is saved, and writes it. */
export async function saveFile(
	window: BrowserWindow | undefined,
	file: { readonly name: string; readonly text: string },
): Promise<"saved" | "cancelled"> {
	const options = { defaultPath: join(app.getPath("downloads"), file.name) };
	const { canceled, filePath } = await (window === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options));
	if (canceled || filePath === "") return "cancelled";
	await writeFile(filePath, file.text);
	return "saved";
}

/** The result of a search for updates: the newer version, or undefined for none. */
export function showUpdate(version: string | undefined): void {
	const message = version === undefined ? "This is the newest version that is published." : `Version ${version} is published.`;
	void dialog.showMessageBox({ message, detail: `This is version ${app.getVersion()}.` });
}
