/** How the page's code is cut into files. */

interface Modules {
	getModuleInfo(id: string): { readonly isEntry: boolean; readonly importers: readonly string[] } | null;
}

/**
 * The file that a module goes to: all that the page starts with stands in one. Cut by who else uses it, it would be some sixty files, of which
 * a connection fetches six at a time. Undefined: cut as the bundler does, for code that is loaded later.
 */
export function startsTogether(id: string, modules: Modules): string | undefined {
	return isImportedByEntry(id, modules, new Set()) ? "start" : undefined;
}

function isImportedByEntry(id: string, modules: Modules, seen: Set<string>): boolean {
	if (seen.has(id)) return false;
	seen.add(id);
	const info = modules.getModuleInfo(id);
	return info !== null && (info.isEntry || info.importers.some((importer) => isImportedByEntry(importer, modules, seen)));
}
