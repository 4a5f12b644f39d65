/** How the page's code is cut into files. Cut by who uses what, it would be some hundred files, of which a connection fetches six at a time. */

interface ModuleInfo {
	readonly isEntry: boolean;
	readonly importers: readonly string[];
	readonly dynamicImporters: readonly string[];
}

interface Modules {
	getModuleInfo(id: string): ModuleInfo | null;
}

const ROUTER = /\/renderer\/router\.tsx$/;

/** A file, for the modules that it claims; one of a higher priority takes the modules that it needs from the others. */
export const CHUNKS = [
	{ name: startChunk, priority: 2 },
	{ name: screensChunk, priority: 1 },
];

/** All that the page starts with stands in one file. */
function startChunk(id: string, modules: Modules): string | undefined {
	return usersOf(id, modules).some(({ isEntry }) => isEntry) ? "start" : undefined;
}

/** What several screens share stands in another. The rest is cut as the bundler does: what one screen has, or is loaded later still. */
function screensChunk(id: string, modules: Modules): string | undefined {
	const screens = usersOf(id, modules).filter(({ dynamicImporters }) => dynamicImporters.some((importer) => ROUTER.test(importer)));
	return screens.length > 1 ? "screens" : undefined;
}

/** The module and all that import it, not counting those that load it later. */
function usersOf(id: string, modules: Modules): readonly ModuleInfo[] {
	const users = new Map<string, ModuleInfo>();
	const add = (user: string) => {
		const info = modules.getModuleInfo(user);
		if (info === null || users.has(user)) return;
		users.set(user, info);
		info.importers.forEach(add);
	};
	add(id);
	return [...users.values()];
}
