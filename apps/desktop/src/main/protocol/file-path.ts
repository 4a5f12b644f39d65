/** From an address of the app's pages to the file that it names. */
import { join, resolve, sep } from "node:path";

/** The file under `root`; undefined for whatever would leave it, hide in it or is no plain path. */
export function filePath(root: string, pathname: string): string | undefined {
	let decoded: string;
	try {
		decoded = decodeURIComponent(pathname);
	} catch {
		return undefined;
	}
	if (/[\\\0:]/.test(decoded)) return undefined;
	const parts = decoded.split("/").filter((part) => part !== "");
	if (parts.some((part) => part.startsWith("."))) return undefined;
	const path = resolve(join(root, ...parts));
	return path.startsWith(resolve(root) + sep) || path === resolve(root) ? path : undefined;
}
